// The administrators' API as front ends for Amplify's Admin Queries call it, through AWS Amplify's
// REST client, by people who have signed in to `invitations dev` with SRP.
//   node amplify_admin_queries.mjs READY
// READY is the line that `invitations dev --json` prints.
//
// Names, parameters and headers are those of Amplify's documentation ("Set up admin actions"), whose
// sample functions are here as they stand there; what they lack is read as such front ends read it.

import assert from "node:assert/strict";

import { Amplify } from "aws-amplify";
import { del, get, post } from "aws-amplify/api";
import { fetchAuthSession, getCurrentUser, signIn, signOut, signUp } from "aws-amplify/auth";

const ready = JSON.parse(process.argv[2]);
const { endpoint, user_pool_id: pool, client_id: client, admin_api: admin } = ready;
const apiName = "AdminQueries";
const PASSWORD = "Chosen-horse-7";
const NOT_THERE = "nobody@client.example";
/** Longer than one page of Cognito's, and as many requests of the most that one takes. */
const GUESTS = Array.from({ length: 75 }, (_, index) => `guest-${String(index).padStart(2, "0")}@client.example`);

Amplify.configure({
  Auth: { Cognito: { userPoolId: pool, userPoolClientId: client, userPoolEndpoint: `${endpoint}/` } },
  API: { REST: { [apiName]: { endpoint: admin.endpoint, region: "us-east-1" } } },
});

// ---- The samples of the documentation.

let nextToken;

async function addToGroup(username, groupname) {
  let path = "/addUserToGroup";
  let options = {
    body: {
      "username": username,
      "groupname": groupname
    },
    headers: {
      'Content-Type' : 'application/json',
      Authorization: `${(await fetchAuthSession()).tokens.accessToken}`
    }
  }
  return post({apiName, path, options});
}

async function listMembers(groupname, limit) {
  let path = '/listUsersInGroup';
  let options = {
    queryParams: {
      "groupname": groupname,
      "limit": limit,
      ...(nextToken && { "token": nextToken })
    },
    headers: {
      'Content-Type' : 'application/json',
      Authorization: `${(await fetchAuthSession()).tokens.accessToken}`
    }
  }
  const { body } = await get({apiName, path, options}).response;
  const { NextToken, ...rest } = await body.json();
  nextToken = NextToken;
  return rest;
}

// ---- The same for every route.

/** The header of the signed-in user. */
const signedIn = async () => ({
  "Content-Type": "application/json",
  Authorization: `${(await fetchAuthSession()).tokens.accessToken}`,
});

/** Status and document of a request by Amplify, with the headers of the signed-in user. */
async function ask(method, path, { headers, ...options } = {}) {
  const request = { apiName, path, options: { headers: headers ?? (await signedIn()), ...options } };
  const { statusCode, body } = await method(request).response;
  const text = await body.text();
  for (const secret of ["custom:invitation", "eyJ"]) {
    assert.ok(!text.includes(secret), `${path} answers a token`);
  }
  return { status: statusCode, document: JSON.parse(text) };
}

async function answered(method, path, options) {
  const { status, document } = await ask(method, path, options);
  assert.equal(status, 200, path);
  return document;
}

const query = (path, queryParams) => answered(get, path, { queryParams });
const command = (path, body) => answered(post, path, { body });

/** What a refusal is to somebody who catches Amplify's error. */
async function refused(status, name, message, promise) {
  const error = await promise.then(
    ({ status }) => assert.fail(`answered ${status}, and not refused with ${name}`),
    (error) => error,
  );
  assert.equal(error.response?.statusCode, status, `${error.name}: ${error.message}`);
  assert.deepEqual([error.name, error.message], [name, message]);
  const document = JSON.parse(error.response.body);
  assert.equal(document.message, message);
  return document;
}

const attribute = (attributes, name) => attributes.find(({ Name }) => Name === name)?.Value;
const emails = (users) => users.map(({ Attributes }) => attribute(Attributes, "email"));
const names = (groups) => groups.map(({ GroupName }) => GroupName).toSorted();

/** Every page of a list, and how many there were. */
async function pages(path, member, parameters) {
  const all = [];
  let token;
  let count = 0;
  do {
    const page = await query(path, { ...parameters, ...(token && { token }) });
    all.push(...page[member]);
    token = page.NextToken;
    count += 1;
  } while (token);
  return { all, count };
}

async function as(username, password, act) {
  await signIn({ username, password });
  await act();
  await signOut();
}

const asAdministrator = (act) => as(admin.administrator.user_name, admin.administrator.password, act);

function report(what) {
  console.log(`admin queries: ${what}`);
}

// ---- What front ends do.

async function nobodyGetsInWithoutAToken() {
  const headers = { "Content-Type": "application/json" };
  await refused(401, "UnauthorizedException", "Unauthorized", ask(get, "/listUsers", { headers }));
  // The documentation writes the payload in place of the token.
  const { tokens } = await fetchAuthSession();
  const mistaken = { ...headers, Authorization: `${tokens.accessToken.payload}` };
  await refused(401, "UnauthorizedException", "Unauthorized", ask(get, "/listUsers", { headers: mistaken }));
  const ofIdentity = { ...headers, Authorization: `Bearer ${tokens.idToken}` };
  assert.equal((await ask(get, "/listGroups", { headers: ofIdentity })).status, 200);
  report("without a token nobody gets in; an ID token does as well as an access token");
}

async function invitations() {
  for (let begin = 0; begin < GUESTS.length; begin += 25) {
    const invitations = GUESTS.slice(begin, begin + 25).map((email) => ({ email, groups: ["clients"] }));
    const { results } = await command("/invitations/bulk", { invitations });
    assert.deepEqual(results.map(({ invited }) => invited?.outcome), invitations.map(() => "created"));
  }

  const richard = { email: "richard@client.example", given_name: "Richard", attributes: { "custom:tenant": "acme" } };
  const { status, document } = await ask(post, "/invitations", { body: richard });
  assert.equal(status, 201);
  assert.deepEqual([document.outcome, document.mail], ["created", "sent"]);
  assert.deepEqual([(await command("/invitations", richard)).outcome], ["unchanged"]);

  const found = await pages("/invitations", "invitations", { limit: 60, state: "pending" });
  assert.deepEqual(found.all.map(({ email }) => email).toSorted(), [...GUESTS, richard.email].toSorted());
  assert.ok(found.count > 1);
  const user = encodeURIComponent(richard.email);
  const shown = await query(`/invitations/${user}`);
  assert.deepEqual([shown.state, shown.given_name, shown.attributes["custom:tenant"]], ["pending", "Richard", "acme"]);
  assert.equal((await command(`/invitations/${user}/resend`, { groups: ["beta"] })).mail, "sent");
  assert.deepEqual((await query(`/invitations/${user}`)).groups, ["beta"]);

  const gone = encodeURIComponent(GUESTS[0]);
  assert.match((await answered(del, `/invitations/${gone}`)).message, /^Revoked/);
  const lead = "An invitation to sign up is a token and no user: create it again to send it again, and add its jti to `revoked` below [tokens] in the settings to take it back";
  await refused(404, "user-not-found", `There is no such user. ${lead}`, ask(get, `/invitations/${gone}`));
  report(`${GUESTS.length} invited by three requests, listed on ${found.count} pages, shown, sent again, revoked`);
}

async function readingUsers() {
  const found = await pages("/listUsers", "Users", { limit: 60 });
  assert.deepEqual(emails(found.all).toSorted(), ["admin@northwind.example", "richard@client.example", ...GUESTS.slice(1)].toSorted());
  assert.equal(found.count, 2);
  const [user] = found.all;
  assert.ok(user.Username && typeof user.Enabled === "boolean" && user.UserStatus);
  assert.ok(new Date(user.UserCreateDate) <= new Date(user.UserLastModifiedDate));

  const filtered = await query("/listUsers", { filter: 'email = "richard@client.example"' });
  assert.deepEqual(emails(filtered.Users), ["richard@client.example"]);
  assert.equal((await query("/listUsers", { filter: 'email ^= "guest-1"', limit: 60 })).Users.length, 10);
  // More than Cognito takes is as much as it takes; a front end can ask for none.
  assert.equal((await query("/listUsers", { limit: 1000 })).Users.length, 60);

  const richard = await query("/getUser", { username: "richard@client.example" });
  assert.equal(attribute(richard.UserAttributes, "given_name"), "Richard");
  assert.deepEqual([richard.UserStatus, richard.Enabled], ["FORCE_CHANGE_PASSWORD", true]);
  const { Groups } = await query("/listGroups", { limit: 60 });
  assert.deepEqual(names(Groups), ["Admins", "Support", "beta", "clients", "members", "staff"]);
  const few = await pages("/listGroups", "Groups", { limit: 2 });
  assert.deepEqual([names(few.all), few.count], [names(Groups), 3]);
  report(`${found.all.length} users on ${found.count} pages by NextToken, filters, one user, the groups`);
}

async function groups() {
  const username = "richard@client.example";
  const { body } = await (await addToGroup(username, "clients")).response;
  assert.deepEqual(await body.json(), { message: `Success adding ${username} to clients` });
  const members = [];
  do {
    const { Users } = await listMembers("clients", 10);
    members.push(...emails(Users));
  } while (nextToken);
  assert.deepEqual(members.toSorted(), [...GUESTS.slice(1), username].toSorted());
  assert.deepEqual(names((await query("/listGroupsForUser", { username, limit: 60 })).Groups), ["beta", "clients"]);
  const removed = await command("/removeUserFromGroup", { username, groupname: "clients" });
  assert.deepEqual(removed, { message: `Removed ${username} from clients` });
  assert.deepEqual(names((await query("/listGroupsForUser", { username })).Groups), ["beta"]);
  report("the documentation's samples add to a group, and list its members on pages of ten");
}

async function changingUsers() {
  const username = "steve@example.com";
  await signUp({
    username,
    password: PASSWORD,
    options: { userAttributes: { email: username }, validationData: { terms: "accepted" } },
  });
  assert.deepEqual(await command("/confirmUserSignUp", { username }), { message: `Confirmed ${username} registration` });
  assert.equal((await query("/getUser", { username })).UserStatus, "CONFIRMED");
  assert.equal((await command("/disableUser", { username })).message, `Disabled ${username}`);
  assert.equal((await query("/getUser", { username })).Enabled, false);
  assert.deepEqual(await command("/enableUser", { username }), { message: `Enabled ${username}` });

  await command("/updateUserAttributes", { username, attributes: { given_name: "Steve", email_verified: "true" } });
  const { UserAttributes } = await query("/getUser", { username });
  assert.deepEqual(["given_name", "email_verified"].map((name) => attribute(UserAttributes, name)), ["Steve", "true"]);
  await command("/setUserPassword", { username, password: `${PASSWORD}2`, permanent: true });
  report("a sign-up is confirmed, disabled, enabled; attributes and a password are set");
}

async function aMemberMayNothingButSignOut() {
  const { tokens } = await fetchAuthSession();
  const administrator = { "Content-Type": "application/json", Authorization: `${tokens.accessToken}` };
  await signOut();
  const username = "steve@example.com";
  await as(username, `${PASSWORD}2`, async () => {
    const sentence = "You do not have permission to do this";
    for (const [method, path, options] of [
      [get, "/listUsers", {}],
      [post, "/addUserToGroup", { body: { username, groupname: "Admins" } }],
      [post, "/deleteUser", { body: { username: admin.administrator.user_name } }],
    ]) {
      await refused(403, "not-permitted", sentence, ask(method, path, options));
    }
    // By the name that Amplify knows, as Amplify's own function has it; no address will do.
    const own = (await getCurrentUser()).username;
    const { message } = await command("/signUserOut", { username: own });
    assert.equal(message, `Signed out ${own} from all devices`);
    await theSessionIsOver();
  });
  await as(username, `${PASSWORD}2`, async () => {
    // Somebody else ends the session.
    const { message } = await answered(post, "/signUserOut", { headers: administrator, body: { username } });
    assert.equal(message, `Signed out ${username} from all devices`);
    await theSessionIsOver();
  });
  report("a member may do nothing but sign out; the administrator can do it for them");
}

/** Amplify forgets its tokens when the user pool does not renew them. */
async function theSessionIsOver() {
  assert.equal((await fetchAuthSession({ forceRefresh: true })).tokens, undefined);
}

async function refusals() {
  const steve = "steve@example.com";
  const self = admin.administrator.user_name;
  const of = (username, parameters) => ({ body: { username, ...parameters } });
  for (const [status, code, sentence, method, path, options] of [
    [400, "malformed-request", "username is required", get, "/getUser"],
    [400, "malformed-request", "username and groupname are required", post, "/addUserToGroup", of(steve)],
    [403, "group-not-permitted", 'The group "nowhere" is not yours to administer', post, "/addUserToGroup", of(steve, { groupname: "nowhere" })],
    [403, "attribute-not-permitted", 'The attribute "phone_number" is not yours to set', post, "/updateUserAttributes", of(steve, { attributes: { phone_number: "+15550100" } })],
    [403, "own-access", "You cannot take away your own access; ask another administrator", post, "/disableUser", of(self)],
    [404, "user-not-found", "There is no such user", get, "/getUser", { queryParams: { username: NOT_THERE } }],
    [404, "group-not-found", "There is no such group", get, "/listUsersInGroup", { queryParams: { groupname: "nowhere" } }],
    [404, "no-such-route", "There is no such route", get, "/listEverybody"],
    [409, "user-state", "Only a user who signed up and has not confirmed can be confirmed", post, "/confirmUserSignUp", of(steve)],
    [409, "is-member", "The user is a member, not somebody with an open invitation", del, `/invitations/${steve}`],
    [422, "password-not-accepted", "password does not meet the user pool's policy; choose a longer one, with the kinds of characters that the policy asks for", post, "/setUserPassword", of(steve, { password: "weak" })],
    [422, "not-accepted", "attributes has a name or a value that the user pool does not take, among custom:nowhere; hold them against its schema: an attribute has to be there and mutable, and a value has a length or a form", post, "/updateUserAttributes", of(steve, { attributes: { "custom:nowhere": "x" } })],
  ]) {
    const problem = await refused(status, code, sentence, ask(method, path, options));
    assert.deepEqual([problem.status, problem.code, problem.detail], [status, code, sentence]);
  }
  // What Amplify makes of a token that is undefined: the word.
  assert.equal((await ask(get, "/listUsers", { queryParams: { token: undefined } })).status, 200);
  report("refusals arrive as Amplify's errors, with the code as their name and the sentence as their message");
}

async function deleting() {
  const username = "steve@example.com";
  assert.equal((await command("/deleteUser", { username })).message, `Deleted ${username}`);
  await refused(404, "user-not-found", "There is no such user", ask(get, "/getUser", { queryParams: { username } }));
  report("a user is deleted");
}

/** The last: the pool's clock does not go back. */
async function anExpiredTokenIsRefused() {
  const { ok } = await fetch(`${endpoint}/_local/clock`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ advance_seconds: 3600 }),
  });
  assert.ok(ok);
  await refused(401, "UnauthorizedException", "The incoming token has expired", ask(get, "/listUsers"));
  report("an expired token is refused");
}

await asAdministrator(async () => {
  await nobodyGetsInWithoutAToken();
  await invitations();
  await readingUsers();
  await groups();
  await changingUsers();
  await aMemberMayNothingButSignOut();
});
await asAdministrator(async () => {
  await refusals();
  await deleting();
  await anExpiredTokenIsRefused();
});

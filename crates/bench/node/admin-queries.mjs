// Two routes of Amplify's Admin Queries, as Amplify generates them: Express behind an adapter.
import serverlessExpress from "@codegenie/serverless-express";
import express from "express";
import { AdminAddUserToGroupCommand, AdminGetUserCommand } from "@aws-sdk/client-cognito-identity-provider";
import { configuration } from "./configuration.mjs";
import { cognito } from "./user-pool.mjs";

const { userPoolId: UserPoolId, administrators } = configuration;
const app = express();
app.use(express.json());

app.use((request, response, next) => {
  response.header("Access-Control-Allow-Origin", "*");
  response.header("Access-Control-Allow-Headers", "Origin, X-Requested-With, Content-Type, Accept");
  next();
});

// Amplify's check: the claim of the token, and nothing of the pool.
app.use((request, response, next) => {
  const { event } = serverlessExpress.getCurrentInvoke();
  const groups = event.requestContext.authorizer?.claims?.["cognito:groups"]?.split(",") ?? [];
  if (groups.includes(administrators)) return next();
  const error = new Error("User does not have permissions to perform administrative tasks");
  next(Object.assign(error, { statusCode: 403 }));
});

app.get("/getUser", async (request, response) => {
  const { username: Username } = request.query;
  response.json(await cognito.send(new AdminGetUserCommand({ UserPoolId, Username })));
});

app.post("/addUserToGroup", async (request, response) => {
  const { username: Username, groupname: GroupName } = request.body;
  await cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
  response.json({ message: `Success adding ${Username} to ${GroupName}` });
});

app.use((error, request, response, next) => {
  response.status(error.statusCode ?? 500).json({ message: error.message });
});

const respond = serverlessExpress({ app });
export const handler = (event) => respond(event, {});

# To a new member, after acceptance. Button, no code.
welcome =
    .subject = Welcome to { $brand }
    .preheader = Your account is ready.
    .heading = Welcome to { $brand }
    .body =
        Your account is ready.

        Sign in the same way as when you joined.
    .action = Sign in
    .note = If something is missing, please sign out and in again.
    .reason = You are receiving this message because you became a member of { $brand }.
    .unexpected = If you do not know about this account, please contact the people who run { $brand }.

# To the inviter, after acceptance. No button, no code.
# body: $member is the e-mail address of the person who accepted.
inviter-notice =
    .subject = Your invitation to { $brand } was accepted
    .preheader = The person whom you invited now has an account.
    .heading = Your invitation was accepted
    .body = { $member } accepted your invitation to { $brand } and now has the access that you chose. There is nothing more for you to do.
    .reason = You are receiving this message because the invitation names you as the person who sent it.
    .unexpected = If you did not invite this person, please contact an administrator of { $brand }.

# An invitation to sign up by oneself, with a token. Button and token.
# body-named: $inviter is the name of the person who invites, or the e-mail address. until: $until is
# the last moment, as moment.words has it; it stands behind the body. note: $expires is the same; where
# a note uses it, until is left out.
token-invitation =
    .subject = Your invitation to { $brand }
    .preheader = Set a password to activate your account.
    .heading = You are invited to { $brand }
    .body =
        You are invited to create an account at { $brand }.

        Set a password to activate your account.
    .body-named =
        { $inviter } invites you to create an account at { $brand }.

        Set a password to activate your account.
    .until = The invitation is valid until { $until }.
    .action = Create the account
    .secret-label = Your invitation code, should the page ask for it:
    .note = The invitation is meant for you alone. If it no longer works, please ask the person who invited you for a new one.
    .reason = You are receiving this message because someone at { $brand } invited you at this e‑mail address.
    .unexpected = If you did not expect an invitation, you can ignore this message. Nothing happens unless you accept it.

# To a member whom an administrator gave access to more. Button, no code.
# inviter: $inviter is the name of that person; it stands before the body, where it is known.
access-given =
    .subject = You have been given access at { $brand }
    .preheader = There is something new in your account.
    .heading = You have been given access
    .body =
        An administrator of { $brand } gave your account access to more.

        You do not need a new account: sign in as usual.
    .inviter = { $inviter } invited you.
    .action = Sign in
    .note = If you are signed in already and do not see anything new, please sign out and in again.
    .reason = You are receiving this message because you have an account with { $brand } under this e‑mail address.
    .unexpected = If you do not know about this account, please contact the people who run { $brand }.

# A moment in words. words: $month is one of the sentences below, $time such as 09:30.
moment =
    .words = { $day } { $month } { $year }, { $time } (UTC)
    .january = January
    .february = February
    .march = March
    .april = April
    .may = May
    .june = June
    .july = July
    .august = August
    .september = September
    .october = October
    .november = November
    .december = December

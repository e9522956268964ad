# An administrator created the account. Button, temporary password and user name.
# inviter: $inviter is the name of the person who invites; it stands before the body. until: $until is
# the last moment, as moment.words has it; it stands behind the body. Both only where they are known.
# sms: $username and $code are what Cognito fills in. sms-short: for long user names.
admin-create-user =
    .subject = Your invitation to { $brand }
    .preheader = Set a password to activate your account.
    .heading = You are invited to { $brand }
    .body = An account at { $brand } has been created for you. Set a password to activate it.
    .inviter = { $inviter } invites you to { $brand }.
    .until = The invitation is valid until { $until }.
    .action = Activate the account
    .secret-label = Temporary password:
    .username-label = User name:
    .note = The link works once and for a limited time. If it no longer works, please ask the person who invited you for a new one.
    .reason = You are receiving this message because an administrator of { $brand } invited you at this e‑mail address.
    .unexpected = If you did not expect an invitation, you can ignore this message. Nothing happens unless you accept it.
    .sms = { $brand }: user name { $username } / temporary password { $code }
    .sms-short = { $username } / { $code }

# An invitation that is sent again because it is still open. All else is that of admin-create-user.
# inviter: as there.
invitation-reminder =
    .subject = Reminder: your invitation to { $brand }
    .preheader = Your invitation is still open. The link in the earlier message no longer works.
    .heading = Your invitation to { $brand } is still open
    .inviter = { $inviter } invited you to { $brand }.
    .body =
        Your account at { $brand } is not active yet. Set a password to activate it.

        Please use the link in this message: the one in the earlier message no longer works.

# Somebody signed up. Button and code.
sign-up =
    .subject = Confirm your e-mail address for { $brand }
    .preheader = One more step until your account is ready.
    .heading = Confirm your e‑mail address
    .body = Thank you for signing up for { $brand }. Please confirm that this is your e‑mail address.
    .action = Confirm your e‑mail address
    .secret-label = Or enter this code:
    .note = The code is valid for 24 hours. If you signed up on another device, enter the code there.
    .reason = You are receiving this message because someone signed up for { $brand } with this e‑mail address.
    .unexpected = If it was not you, please do not open the link and do not pass on the code. Without it, the sign-up remains without effect.
    .sms = { $brand }: your confirmation code is { $code }

# The person asked for the code again. Button and code.
resend-code =
    .subject = Your new confirmation code for { $brand }
    .preheader = Your earlier code is no longer valid.
    .heading = Your new confirmation code
    .body = You asked for a new code. Please confirm that this is your e‑mail address. Earlier codes no longer work.
    .action = Confirm your e‑mail address
    .secret-label = Or enter this code:
    .note = The code is valid for 24 hours. If you signed up on another device, enter the code there.
    .reason = You are receiving this message because someone asked for a confirmation code for { $brand } with this e‑mail address.
    .unexpected = If it was not you, please do not open the link and do not pass on the code. Without it, the sign-up remains without effect.
    .sms = { $brand }: your new confirmation code is { $code }

# The person asked for a new password. Button and code.
forgot-password =
    .subject = Reset your password for { $brand }
    .preheader = Set a new password.
    .heading = Reset your password
    .body = Somebody asked to reset your password for { $brand }. If it was you, set a new password.
    .action = Set a new password
    .secret-label = Or enter this code:
    .note = The code is valid for one hour and can be used once.
    .reason = You are receiving this message because someone asked for a new password for { $brand } with your details.
    .unexpected = If it was not you, please ignore this message and do not pass on the code. Your password stays as it is.
    .sms = { $brand }: your code for a new password is { $code }

# The address or telephone number of the account was changed. Code.
update-user-attribute =
    .subject = Confirm your new contact details for { $brand }
    .preheader = Please confirm the change with this code.
    .heading = Confirm your new contact details
    .body = The contact details of your account with { $brand } were changed. Please enter this code where you made the change.
    .secret-label = Your confirmation code:
    .note = The code is valid for 24 hours.
    .reason = You are receiving this message because these contact details were entered in an account with { $brand }.
    .unexpected = If it was not you, please do not pass on the code. Without it, the change is not confirmed.
    .sms = { $brand }: the code for your new contact details is { $code }

# A signed-in person wants to prove an address or telephone number. Code.
verify-user-attribute =
    .subject = Verify your contact details for { $brand }
    .preheader = Please verify your contact details with this code.
    .heading = Verify your contact details
    .body = Please enter this code in your account with { $brand } to show that these contact details belong to you.
    .secret-label = Your verification code:
    .note = The code is valid for 24 hours.
    .reason = You are receiving this message because a code was requested in an account with { $brand }.
    .unexpected = If it was not you, please do not pass on the code. Without it, nothing changes.
    .sms = { $brand }: your verification code is { $code }

# The second factor of a sign-in. Code.
authentication =
    .subject = Your sign-in code for { $brand }
    .preheader = Please use this code to finish signing in.
    .heading = Your sign-in code
    .body = Please enter this code to finish signing in to { $brand }.
    .secret-label = Your sign-in code:
    .note = The code is valid for a few minutes. We never ask for it by telephone or by e‑mail.
    .reason = You are receiving this message because someone signed in to { $brand } with your details.
    .unexpected = If it was not you, please do not pass on the code and change your password.
    .sms = { $brand }: your sign-in code is { $code }

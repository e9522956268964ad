# Everything that people read, in English. Each sentence is an attribute (".subject") of a message.
#
# A brand's own en.ftl holds only the sentences that it words differently; what it leaves out is
# taken from here. `{ $brand }` is the brand's name. A blank line inside a sentence parts
# paragraphs. Subjects and text messages (.sms) are one line of at most 140 characters, codes and
# names included, without emoji and no-break spaces: Cognito refuses more.

# Parts of every mail. A comment stands above a message, never inside one.
# greeting-named: $name is the person's name; used in invitations and welcome mails.
# page-hint, support: followed by the address of a page, and by that of the support.
common =
    .greeting = Hello,
    .greeting-named = Hello { $name },
    .page-hint = If the button does not work, please open this page:
    .support = Do you have questions? Please contact us:

# An administrator created the account. Button, temporary password and user name.
# sms: $username and $code are what Cognito fills in. sms-short: for long user names.
admin-create-user =
    .subject = Your invitation to { $brand }
    .preheader = Accept the invitation and choose your password.
    .heading = You are invited to { $brand }
    .body =
        An administrator has prepared an account with { $brand } for you.

        Please accept the invitation and choose a password of your own. It only takes a minute.
    .action = Accept the invitation
    .secret-label = Your temporary password:
    .username-label = Your user name:
    .note = The temporary password can be used once and for a limited time. If it no longer works, please ask the person who invited you for a new invitation.
    .reason = You are receiving this message because an administrator of { $brand } invited you at this e-mail address.
    .unexpected = If you did not expect an invitation, you can ignore this message. Nothing happens unless you accept it.
    .sms = { $brand }: user name { $username } / temporary password { $code }
    .sms-short = { $username } / { $code }

# Somebody signed up. Button and code.
sign-up =
    .subject = Confirm your e-mail address for { $brand }
    .preheader = One more step until your account is ready.
    .heading = Confirm your e-mail address
    .body = Thank you for signing up for { $brand }. Please confirm that this e-mail address belongs to you.
    .action = Confirm the e-mail address
    .secret-label = Your confirmation code:
    .note = The code is valid for 24 hours. If you open the link on another device than the one on which you signed up, please type the code into the page on which you signed up.
    .reason = You are receiving this message because someone signed up for { $brand } with this e-mail address.
    .unexpected = If it was not you, please do not open the link and do not pass on the code. Without it, the sign-up remains without effect.
    .sms = { $brand }: your confirmation code is { $code }

# The person asked for the code again. Button and code.
resend-code =
    .subject = Your new confirmation code for { $brand }
    .preheader = Your earlier code is no longer valid.
    .heading = Your new confirmation code
    .body = You asked us for a new code. Please use it to confirm that this e-mail address belongs to you. Earlier codes are no longer valid.
    .action = Confirm the e-mail address
    .secret-label = Your confirmation code:
    .note = The code is valid for 24 hours. If you open the link on another device than the one on which you signed up, please type the code into the page on which you signed up.
    .reason = You are receiving this message because someone asked for a confirmation code for { $brand } with this e-mail address.
    .unexpected = If it was not you, please do not open the link and do not pass on the code. Without it, the sign-up remains without effect.
    .sms = { $brand }: your new confirmation code is { $code }

# The person asked for a new password. Button and code.
forgot-password =
    .subject = Reset your password for { $brand }
    .preheader = Choose a new password.
    .heading = Reset your password
    .body = We received a request to reset your password for { $brand }. You can choose a new one now.
    .action = Choose a new password
    .secret-label = Your code:
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
    .note = The code is valid for a few minutes. We never ask for it by telephone or by e-mail.
    .reason = You are receiving this message because someone signed in to { $brand } with your details.
    .unexpected = If it was not you, please do not pass on the code and change your password.
    .sms = { $brand }: your sign-in code is { $code }

# To a new member, after acceptance. Button, no code.
welcome =
    .subject = Welcome to { $brand }
    .preheader = Your account is ready.
    .heading = Welcome to { $brand }
    .body =
        Your account is ready, and you now have access to everything that was set up for you.

        You can sign in at any time, in the same way as when you joined.
    .action = Sign in
    .note = If you are still signed in from joining, please sign out and in again should something be missing.
    .reason = You are receiving this message because you became a member of { $brand }.
    .unexpected = If you do not know about this account, please contact the people who run { $brand }.

# To the inviter, after acceptance. No button, no code.
# body: $member is the e-mail address of the person who accepted.
inviter-notice =
    .subject = Your invitation to { $brand } was accepted
    .preheader = The person whom you invited is now a member.
    .heading = Your invitation was accepted
    .body = { $member } has accepted your invitation to { $brand } and can now use everything that you chose for this person. There is nothing more for you to do.
    .reason = You are receiving this message because the invitation names you as the person who sent it.
    .unexpected = If you did not invite this person, please contact an administrator of { $brand }.

# An invitation to sign up by oneself, with a token. Button and token.
# body-named: $inviter is the e-mail address of the person who invites. note: $expires is the last
# moment, as moment.words has it.
token-invitation =
    .subject = Your invitation to { $brand }
    .preheader = Accept the invitation and choose your password.
    .heading = You are invited to { $brand }
    .body =
        You are invited to open an account with { $brand }.

        Please accept the invitation and choose a password. It only takes a minute.
    .body-named =
        { $inviter } invites you to open an account with { $brand }.

        Please accept the invitation and choose a password. It only takes a minute.
    .action = Accept the invitation
    .secret-label = Your invitation code, should the page ask for it:
    .note = The invitation is meant for you alone and is valid until { $expires }. If it no longer works, please ask the person who invited you for a new one.
    .reason = You are receiving this message because someone at { $brand } invited you at this e-mail address.
    .unexpected = If you did not expect an invitation, you can ignore this message. Nothing happens unless you accept it.

# To a member whom an administrator gave access to more. Button, no code.
access-given =
    .subject = You have been given access at { $brand }
    .preheader = There is something new in your account.
    .heading = You have been given access
    .body =
        An administrator of { $brand } has given your account access to something more.

        You do not need a new account: please sign in as you always do.
    .action = Sign in
    .note = If you are signed in already and do not see anything new, please sign out and in again.
    .reason = You are receiving this message because you have an account with { $brand } under this e-mail address.
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

# Why something was refused, and what to do next. Cognito shows the sentence behind the code and
# adds the final full stop. A sentence says nothing about accounts that exist. In those that end
# in "-named", $detail is the technical name of the field.
rejection =
    .invitation-required = You need an invitation to sign up. Please ask the people who run this service for one and open the link in it
    .invitation-invalid = This invitation cannot be used. Please open the link in your most recent invitation, or ask for a new one
    .invitation-expired = This invitation has expired. Please ask the person who invited you for a new one
    .email-required = An e-mail address is missing. Please enter yours and try again
    .domain-not-allowed = Signing up is not possible with this e-mail address. Please use another one, or ask for an invitation
    .attribute-required = Some details are missing. Please complete the form and try again
    .attribute-required-named = Some details are missing ({ $detail }). Please complete the form and try again
    .validation-data-refused = Some details are missing or not accepted. Please check the form and try again
    .validation-data-refused-named = Some details are missing or not accepted ({ $detail }). Please check the form and try again
    .client-metadata-refused = Some details that the app sent are missing or not accepted. Please update the app, or contact the people who run it
    .client-metadata-refused-named = Some details that the app sent are missing or not accepted ({ $detail }). Please update the app, or contact the people who run it
    .provider-not-allowed = Signing in with this provider is not possible here. Please choose another way to sign in
    .request-not-understood = The request could not be understood. Please try again, and contact the people who run this service if it fails again
    .temporarily-unavailable = This service is not available at the moment. Please try again in a few minutes

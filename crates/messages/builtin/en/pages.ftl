# What the pages say that the links lead to. Each sentence is one paragraph. The hyphen of "e-mail" is
# U+2011 in the sentences, at which no line ends.

# What the pages share.
# continuing: the page goes on by itself. read: the link to what a person agrees to. fill-in: of
# text, boxes and lists. choose: the entry of a list that stands for nothing.
# no-script stands in every language at once; framed: somebody shows the page inside another one.
page =
    .language = Language
    .continue = Continue
    .continuing = Taking you to the next page…
    .sign-in = Sign in
    .reset-password = Reset your password
    .enter-code = Enter the code
    .send-code = Send a new code
    .new-invitation = I have a newer invitation
    .show = Show
    .hide = Hide
    .copy = Copy
    .copied = Copied
    .user-name = User name or e‑mail address
    .email = E‑mail address
    .new-password = New password
    .choose-password = Choose a password
    .temporary-password = Temporary password
    .invitation = Invitation code
    .code = Code
    .optional = optional
    .read = Read the text
    .fill-in = This field is required.
    .not-an-email = Please enter an e‑mail address such as name@example.com.
    .choose = Please choose
    .working = One moment, please…
    .no-script = This page needs JavaScript. Please switch it on for this page, or open the link in another browser.
    .incomplete = The link is not complete. Please open the link in your message once more, or enter the details from the message here.
    .framed = This page is being shown inside another one. For your safety, please open the link in your message directly.

# An administrator's invitation. mfa: the password is set, but the sign-in wants something else yet.
page-accept =
    .title = Accept your invitation
    .heading = Accept your invitation to { $brand }
    .body = Set a password to activate your account.
    .action = Activate the account
    .attributes = A few details are still missing. Please fill them in to activate your account.
    .done-heading = Welcome to { $brand }
    .done = Your account is active. You can now sign in with the password that you have just set.
    .already-heading = Your account is already active
    .already = You have already accepted this invitation. You can sign in.
    .mfa-heading = One more step
    .mfa = Your password is set, but you are not signed in yet. { $brand } asks for a second step, such as a code. Please sign in to complete it.

# A sign-up, with an invitation or without.
# typed: the settings want an invitation and the link has none. sent: $address is masked by Cognito.
page-join =
    .title = Sign up
    .heading = Join { $brand }
    .body = You have been invited. Set a password to create your account.
    .open = Create your account here. If you have been invited, please open the link in your invitation instead.
    .typed = You need an invitation to sign up. Please open the link in your message, or paste the invitation code from it.
    .action = Create the account
    .done-heading = Welcome to { $brand }
    .done = Your account is ready. You can now sign in with the password that you have just set.
    .code-heading = Enter the code from your message
    .sent = We have sent a code to { $address }. Please enter it on this page.
    .sent-somewhere = We have sent you a code. Please enter it on this page.

# The confirmation of a sign-up.
# body: in the browser in which it began. elsewhere: in any other, which only shows the code.
page-confirm =
    .title = Confirm your e‑mail address
    .heading = Confirm your e‑mail address
    .body = You signed up in this browser. Please confirm to activate your account.
    .typed = Please enter the code from your message.
    .action = Confirm
    .elsewhere-heading = Your code
    .elsewhere = Please enter this code on the page where you signed up. If you have closed that page, open { $address } in the browser that you used, and enter the code there.
    .stranger = If you did not sign up, please close this page and do not share the code. Without the code, nobody can complete the sign-up.
    .sent = If there is a sign-up with these details that is not confirmed yet, we have sent a new code to { $address }. Earlier codes are no longer valid.
    .sent-somewhere = If there is a sign-up with these details that is not confirmed yet, we have sent a new code. Earlier codes are no longer valid.
    .done-heading = Welcome to { $brand }
    .done = Your e‑mail address is confirmed, and your account is active. You can sign in with the password that you set when you signed up.
    .already-heading = Already confirmed
    .already = Your account is ready. You can sign in.

# A forgotten password. ask: the first step, without a code. invited: said to everybody who asked for
# a code, since nobody can tell who was invited.
page-reset =
    .title = Reset your password
    .heading = Set a new password
    .body = Enter the password that you want to use from now on.
    .typed = Please enter the code from your message and the password that you want to use from now on.
    .action = Set the password
    .ask-heading = Reset your password
    .ask = Enter your user name or e‑mail address, and we will send you a code.
    .ask-action = Send a code
    .sent = If there is an account with these details, we have sent a code to { $address }.
    .sent-somewhere = If there is an account with these details, we have sent you a code.
    .invited = Were you invited, and have not set a password yet? Then no code will arrive. Please open the link in your invitation, or ask the person who invited you for a new one.
    .done-heading = Your password is set
    .done = You can sign in with your new password.

# The start page, which the button of the welcome mail leads to.
page-home =
    .title = Your account
    .heading = Your account with { $brand }
    .body = Please sign in to continue.
    .forgotten = Forgot your password?

# What a password needs. length: $minimum is a number. met and unmet are read out beside each.
page-rule =
    .heading = The password needs
    .length = at least { $minimum } characters
    .lowercase = a lower-case letter
    .uppercase = an upper-case letter
    .numbers = a number
    .symbols = a special character, such as ! ? #
    .spaces = to begin and end without a space
    .met = done
    .unmet = not yet

# Why something did not work, and what to do next. The names are the codes of invitations.d.ts.
page-problem =
    .invitation-expired = This invitation has expired. Please ask the person who invited you for a new one.
    .link-not-valid = The link or the temporary password is not valid or has expired. If you have already set a password, please sign in. Otherwise, please open the link in your most recent invitation, or ask the person who invited you for a new one.
    .account-exists = There is already an account with these details. Please sign in, or reset your password if you do not remember it.
    .code-wrong = The code is not correct. Please check it, or use the one from your most recent message.
    .code-expired = The code is no longer valid. Please ask for a new one.
    .code-not-delivered = We could not send you the code. Please try again later.
    .password-refused = This password does not meet the rules. Please choose another one.
    .password-used-before = You have used this password before. Please choose another one.
    .attributes-missing = Some details are missing. Please complete the form.
    .attributes-refused = Some details are not accepted. Please check the form.
    .sign-up-closed = You need an invitation to sign up here. Please ask the people who run this service for one.
    .reset-not-possible = The password of this account cannot be reset this way. If you were invited, please open the link in your invitation first, or ask the person who invited you for a new one.
    .reset-required = This account needs a new password. We will send you a code, so that you can set one.
    .not-confirmed = Your e‑mail address is not confirmed yet. Please enter the code that we sent you, or ask for a new one.
    .account-disabled = This account has been switched off. If you were invited, the invitation may be over: please ask the person who invited you for a new one. Otherwise, please contact the people who run this service.
    .throttled = There were too many attempts in a short time. Please wait a few minutes and try again.
    .offline = We did not get an answer. Please check your connection and try again. Nothing that you entered is lost.
    .unexpected = Something went wrong on our side. Please try again in a few minutes.
    .link-used = This link has already been used in this browser. If you have a newer message, please open the link in that one.

# What a form asks for. A field of your own is written with - in place of : and stands in your brand's
# file, such as `.custom-tenant = Customer number`; consent to terms is `.terms`.
page-field =
    .name = Full name
    .given_name = Given name
    .family_name = Family name
    .middle_name = Middle name
    .nickname = Nickname
    .preferred_username = Preferred user name
    .profile = Profile page
    .picture = Picture
    .website = Website
    .gender = Gender
    .birthdate = Date of birth
    .zoneinfo = Time zone
    .address = Postal address
    .phone_number = Telephone number, such as +12065550100
    .locale = Language
    .terms = I accept the terms of use.
    .privacy = I have read the privacy notice.

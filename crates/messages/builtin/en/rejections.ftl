# Why something was refused, and what to do next. Cognito shows the sentence behind the code and
# adds the final full stop. A sentence says nothing about accounts that exist. In those that end
# in "-named", $detail is the technical name of the field.
rejection =
    .invitation-required = You need an invitation to sign up. Please ask the people who run this service for one and open the link in it
    .invitation-invalid = This invitation cannot be used. Please open the link in your most recent invitation, or ask for a new one
    .invitation-expired = This invitation has expired. Please ask the person who invited you for a new one
    .email-required = An e-mail address is missing. Please enter yours and try again
    .domain-not-allowed = Signing up is not possible with this e-mail address. Please use another one, or ask for an invitation
    .attribute-not-allowed = Some details that the app sent cannot be chosen. Please contact the people who run it
    .attribute-not-allowed-named = Some details that the app sent cannot be chosen ({ $detail }). Please contact the people who run it
    .attribute-required = Some details are missing. Please complete the form and try again
    .attribute-required-named = Some details are missing ({ $detail }). Please complete the form and try again
    .validation-data-refused = Some details are missing or not accepted. Please check the form and try again
    .validation-data-refused-named = Some details are missing or not accepted ({ $detail }). Please check the form and try again
    .client-metadata-refused = Some details that the app sent are missing or not accepted. Please update the app, or contact the people who run it
    .client-metadata-refused-named = Some details that the app sent are missing or not accepted ({ $detail }). Please update the app, or contact the people who run it
    .provider-not-allowed = Signing in with this provider is not possible here. Please choose another way to sign in
    .request-not-understood = The request could not be understood. Please try again, and contact the people who run this service if it fails again
    .temporarily-unavailable = This service is not available at the moment. Please try again in a few minutes

# The same for an administrator, whose request to create a user was refused.
rejection-for-administrator =
    .invitation-required = The user pool takes accounts by invitation only. Please issue an invitation, or change the settings
    .invitation-invalid = The invitation token in this request cannot be used. Please leave it out, or issue a new one
    .invitation-expired = The invitation token in this request has expired. Please leave it out, or issue a new one
    .email-required = The user has no e-mail address. Please add one and try again
    .domain-not-allowed = The settings do not allow e-mail addresses of this domain. Please use another address, or allow the domain in the settings
    .attribute-not-allowed = An attribute in this request is written by an invitation alone. Please leave it out
    .attribute-not-allowed-named = The attribute { $detail } is written by an invitation alone. Please leave it out
    .attribute-required = An attribute that the settings require is missing. Please add it and try again
    .attribute-required-named = The settings require the attribute { $detail }. Please add it and try again
    .validation-data-refused = Validation data that the settings require is missing or not accepted. Please correct it and try again
    .validation-data-refused-named = The validation data { $detail } is missing or not accepted. Please correct it and try again
    .client-metadata-refused = Client metadata that the settings require is missing or not accepted. Please correct it and try again
    .client-metadata-refused-named = The client metadata { $detail } is missing or not accepted. Please correct it and try again
    .provider-not-allowed = The settings do not allow this identity provider. Please use another one, or allow it in the settings
    .request-not-understood = The request could not be understood. Please try again, and look into the log of the pre-sign-up function if it fails again
    .temporarily-unavailable = The account could not be checked. Please try again in a few minutes, and look into the log of the pre-sign-up function if it fails again

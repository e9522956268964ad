# The outputs of ../template.yaml; null where the stack has none of that name.

output "user_pool_id" {
  description = "The audience (`aud`) of invitation tokens, and the pool that administrators work on."
  value       = lookup(aws_cloudformation_stack.invitations.outputs, "UserPoolId", null)
}

output "app_client_id" {
  description = "The app client of your application."
  value       = lookup(aws_cloudformation_stack.invitations.outputs, "AppClientId", null)
}

output "pages_client_id" {
  description = "The app client of the pages, `pages.client` of invitations.toml."
  value       = lookup(aws_cloudformation_stack.invitations.outputs, "PagesClientId", null)
}

output "administrators_client_id" {
  description = "The app client of the administrators' front end."
  value       = lookup(aws_cloudformation_stack.invitations.outputs, "AdministratorsClientId", null)
}

output "administrators_api_url" {
  description = "The address of the administrators' API."
  value       = lookup(aws_cloudformation_stack.invitations.outputs, "AdministratorsApiUrl", null)
}

output "login_url" {
  description = "Cognito's own sign-in page, where an invited person can set a password too."
  value       = lookup(aws_cloudformation_stack.invitations.outputs, "LoginUrl", null)
}

output "login_domain_target" {
  description = "What the DNS record of a LoginDomain of your own points to."
  value       = lookup(aws_cloudformation_stack.invitations.outputs, "LoginDomainTarget", null)
}

output "pages_bucket_name" {
  description = "Where the files of `invitations pages` go, those of one brand."
  value       = lookup(aws_cloudformation_stack.invitations.outputs, "PagesBucketName", null)
}

output "pages_domain_target" {
  description = "What the DNS record of PagesDomain points to."
  value       = lookup(aws_cloudformation_stack.invitations.outputs, "PagesDomainTarget", null)
}

output "event_bus_arn" {
  description = "The event bus, as the parameter EventBusArn of the stacks beside this one takes it."
  value       = lookup(aws_cloudformation_stack.invitations.outputs, "EventBusArn", null)
}

output "pre_sign_up_arn" {
  description = "What the pool calls as its trigger PreSignUp."
  value       = lookup(aws_cloudformation_stack.invitations.outputs, "PreSignUpArn", null)
}

output "custom_message_arn" {
  description = "What the pool calls as its trigger CustomMessage."
  value       = lookup(aws_cloudformation_stack.invitations.outputs, "CustomMessageArn", null)
}

output "post_confirmation_arn" {
  description = "What the pool calls as its trigger PostConfirmation."
  value       = lookup(aws_cloudformation_stack.invitations.outputs, "PostConfirmationArn", null)
}

output "post_authentication_arn" {
  description = "What the pool calls as its trigger PostAuthentication."
  value       = lookup(aws_cloudformation_stack.invitations.outputs, "PostAuthenticationArn", null)
}

output "pre_token_generation_arn" {
  description = "What the pool calls as its trigger PreTokenGeneration."
  value       = lookup(aws_cloudformation_stack.invitations.outputs, "PreTokenGenerationArn", null)
}

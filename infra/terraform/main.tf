# One stack around the packaged template: Terraform hands over the inputs and takes the outputs, and CloudFormation
# does the work. How to package it: docs/how-to/deploy.md.

terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

resource "aws_cloudformation_stack" "invitations" {
  name         = var.stack_name
  template_url = var.template_url
  # Roles for the functions, and the transform of AWS SAM.
  capabilities = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]

  parameters = {
    ExistingUserPoolId                   = var.existing_user_pool_id
    AllowAdminCreateUserOnly             = var.allow_admin_create_user_only
    TemporaryPasswordValidityDays        = var.temporary_password_validity_days
    UserPoolTier                         = var.user_pool_tier
    Mfa                                  = var.mfa
    UserPoolIssuer                       = var.user_pool_issuer
    LoginDomain                          = var.login_domain
    LoginCertificateArn                  = var.login_certificate_arn
    CallbackUrls                         = var.callback_urls
    SesIdentityArn                       = var.ses_identity_arn
    SenderAddress                        = var.sender_address
    SesConfigurationSet                  = var.ses_configuration_set
    AdministratorsApi                    = var.administrators_api
    AdministratorsClientIds              = var.administrators_client_ids
    InvitationKeyArn                     = var.invitation_key_arn
    AdministratorsApiAccessLog           = var.administrators_api_access_log
    PagesDomain                          = var.pages_domain
    PagesCertificateArn                  = var.pages_certificate_arn
    PagesEndpoint                        = var.pages_endpoint
    ConfigurationLayerArn                = var.configuration_layer_arn
    Architecture                         = var.architecture
    MemorySize                           = var.memory_size
    HooksReservedConcurrency             = var.hooks_reserved_concurrency
    AdministratorsApiReservedConcurrency = var.administrators_api_reserved_concurrency
    DeploymentPreference                 = var.deployment_preference
    PermissionsBoundaryArn               = var.permissions_boundary_arn
    Tracing                              = var.tracing
    LogLevel                             = var.log_level
    LogRetentionDays                     = var.log_retention_days
    LogKeyArn                            = var.log_key_arn
    Monitoring                           = var.monitoring
    AlarmTopicArn                        = var.alarm_topic_arn
    RunbookUrl                           = var.runbook_url
  }
}

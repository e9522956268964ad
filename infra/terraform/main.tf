# One stack around the release's bundle: Terraform uploads it, hands over the inputs and takes the outputs, and
# CloudFormation does the work.

terraform {
  required_version = ">= 1.5"

  required_providers {
    archive = {
      source  = "hashicorp/archive"
      version = ">= 2.4"
    }
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

data "aws_s3_bucket" "artifacts" {
  bucket = var.artifacts_bucket
}

data "archive_file" "folder" {
  for_each = local.folders

  type        = "zip"
  source_dir  = "${var.bundle}/${each.key}"
  output_path = "${path.root}/.terraform/${local.keys[each.key]}"
}

# What an upgrade no longer needs goes when the stack is done with it: one that fails goes back to it.
resource "aws_s3_object" "packed" {
  for_each = local.paths

  bucket = data.aws_s3_bucket.artifacts.bucket
  key    = local.keys[each.key]
  source = contains(local.folders, each.key) ? data.archive_file.folder[each.key].output_path : "${var.bundle}/${each.key}"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_s3_object" "template" {
  bucket  = data.aws_s3_bucket.artifacts.bucket
  key     = local.template_key
  content = local.template

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_cloudformation_stack" "invitations" {
  # The template is larger than what fits into a call.
  template_url = "https://${data.aws_s3_bucket.artifacts.bucket_regional_domain_name}/${aws_s3_object.template.key}"
  name         = var.stack_name
  # Roles for the functions, and the transform of AWS SAM.
  capabilities      = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
  iam_role_arn      = var.iam_role_arn
  notification_arns = var.notification_arns
  tags              = var.tags

  depends_on = [aws_s3_object.packed]

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
    MakeEventBus                         = var.make_event_bus
    EventBusArn                          = var.event_bus_arn
    AdministratorsApi                    = var.administrators_api
    AdministratorsClientIds              = var.administrators_client_ids
    InvitationKeyArn                     = var.invitation_key_arn
    AdministratorsApiAccessLog           = var.administrators_api_access_log
    PagesDomain                          = var.pages_domain
    PagesCertificateArn                  = var.pages_certificate_arn
    PagesEndpoint                        = var.pages_endpoint
    Hooks                                = var.hooks
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

# The parameters of ../template.yaml, by their names in Terraform's manner; a test compares the two. What each allows
# is checked there, too: CloudFormation refuses the rest.

variable "stack_name" {
  description = "Name of the stack, which the pool, the functions and what is uploaded are named after."
  type        = string
}

variable "bundle" {
  description = "Folder of an unpacked release bundle: template.yaml, and what it names."
  type        = string
}

variable "artifacts_bucket" {
  description = "Name of a bucket in the stack's Region, to which the bundle is uploaded."
  type        = string
}

variable "iam_role_arn" {
  description = "ARN of the role by which CloudFormation makes the stack. Null: your own rights."
  type        = string
  default     = null
}

variable "notification_arns" {
  description = "ARNs of SNS topics that hear of everything that happens to the stack."
  type        = list(string)
  default     = []
}

variable "tags" {
  description = "Tags of the stack, which CloudFormation gives to everything in it that takes tags."
  type        = map(string)
  default     = {}
}

variable "existing_user_pool_id" {
  description = "Id of an existing user pool in this account and Region. Then only the functions are deployed, with the permissions for that pool; `invitations attach` sets its triggers. Empty: a new pool."
  type        = string
  default     = ""
}

variable "allow_admin_create_user_only" {
  description = "\"true\" switches self sign-up off in the pool itself: only an administrator creates users, and invitation tokens cannot be redeemed. With \"false\" the pre-sign-up function decides by the policy in invitations.toml."
  type        = string
  default     = "false"
}

variable "temporary_password_validity_days" {
  description = "How many days an administrator's invitation, which carries a temporary password, can be accepted."
  type        = number
  default     = 7
}

variable "user_pool_tier" {
  description = "Feature plan of the pool. LITE has no version 2 token events: the policy's groups then reach the first ID token of an admin-created user, and perhaps not the access token issued beside it."
  type        = string
  default     = "ESSENTIALS"
}

variable "mfa" {
  description = "Second factor at sign-in. OPTIONAL lets a member set up an authenticator app in your application. ON is not offered: the page behind an invitation's link does not finish a sign-in that asks for a second factor."
  type        = string
  default     = "OFF"
}

variable "user_pool_issuer" {
  description = "Which issuer stands in the pool's tokens: ORIGINAL (https://cognito-idp.<region>.amazonaws.com/<pool>) or UPDATED (https://issuer-cognito-idp.<region>.amazonaws.com/<pool>). A new pool is made with it; of an existing pool, say which it has. The administrators' API takes tokens of this issuer."
  type        = string
  default     = "ORIGINAL"
}

variable "login_domain" {
  description = "Where Cognito's own sign-in page stands: a prefix that is free in the Region (northwind-accounts), or with LoginCertificateArn a domain of your own (login.northwind.example). Empty: no such page."
  type        = string
  default     = ""
}

variable "login_certificate_arn" {
  description = "ARN of an ACM certificate for LoginDomain, in us-east-1 wherever the pool is. Empty: LoginDomain is a prefix."
  type        = string
  default     = ""
}

variable "callback_urls" {
  description = "Addresses of your application to which Cognito's sign-in page may lead back, separated by commas. Needed with LoginDomain."
  type        = string
  default     = ""
}

variable "ses_identity_arn" {
  description = "ARN of a verified Amazon SES identity in this account and Region that sends every mail. Empty: Cognito sends at most 50 plain mails a day of its own and refuses custom ones, so the custom-message function stays detached."
  type        = string
  default     = ""
}

variable "sender_address" {
  description = "Sender of the pool's mails, as \"Northwind <accounts@northwind.example>\". Needed when the SES identity is a domain."
  type        = string
  default     = ""
}

variable "ses_configuration_set" {
  description = "Name of an SES configuration set for every mail, or empty. The same name belongs in invitations.toml, for the mails that the post-confirmation function sends."
  type        = string
  default     = ""
}

variable "make_event_bus" {
  description = "\"true\" makes an event bus with the name of the stack, for `[events]` of invitations.toml: the functions that tell what became of an invitation may put events there, and nowhere else."
  type        = string
  default     = "false"
}

variable "event_bus_arn" {
  description = "ARN of an event bus of your own in this Region that `[events]` of invitations.toml names, in place of one that is made. Empty, without MakeEventBus: no function may put events."
  type        = string
  default     = ""
}

variable "administrators_api" {
  description = "\"true\" deploys the administrators' API. It admits nobody until [admin_api] in invitations.toml names the pool and the roles."
  type        = string
  default     = "false"
}

variable "administrators_client_ids" {
  description = "App clients of an existing pool whose tokens the administrators' API takes, separated by commas. A new pool has one made for it."
  type        = string
  default     = ""
}

variable "invitation_key_arn" {
  description = "ARN of the AWS KMS key that `invitations keygen --kms` made, with which the administrators' API issues invitation tokens. No other function may use it: they verify with the public half in invitations.toml."
  type        = string
  default     = ""
}

variable "administrators_api_access_log" {
  description = "\"true\" keeps a line for each request to the administrators' API: time, route, status, and the caller's `sub`."
  type        = string
  default     = "false"
}

variable "pages_domain" {
  description = "Domain of the pages that the links lead to (accounts.northwind.example), served from S3 by CloudFront. Empty: they are hosted elsewhere."
  type        = string
  default     = ""
}

variable "pages_certificate_arn" {
  description = "ARN of an ACM certificate for PagesDomain, in us-east-1 wherever the pool is. Needed with PagesDomain."
  type        = string
  default     = ""
}

variable "pages_endpoint" {
  description = "The one other origin that the pages may call: `pages.endpoint` of invitations.toml. Empty: Cognito in this Region."
  type        = string
  default     = ""
}

variable "hooks" {
  description = "Which of the hooks are made, separated by commas: pre-sign-up, custom-message, post-confirmation, post-authentication, pre-token-generation. The others leave nothing behind: no function, no role, no log, no alarm."
  type        = string
  default     = "pre-sign-up,custom-message,post-confirmation,post-authentication,pre-token-generation"
}

variable "configuration_layer_arn" {
  description = "ARN of a layer version that holds a configuration folder as stage/, for stages that differ. Empty: the functions read the layer that is made from infra/invitations/. How to make one: docs/how-to/deploy.md."
  type        = string
  default     = ""
}

variable "architecture" {
  description = "Instruction set of the functions. It must be the one that the binaries were built for."
  type        = string
  default     = "arm64"
}

variable "memory_size" {
  description = "Memory of each function in MiB. CPU time grows with it, so this is a choice about speed."
  type        = number
  default     = 256
}

variable "hooks_reserved_concurrency" {
  description = "Concurrent executions that are kept free for each hook, and the most that it gets. 0 reserves none."
  type        = number
  default     = 0
}

variable "administrators_api_reserved_concurrency" {
  description = "The same for the administrators' API. 0 reserves none."
  type        = number
  default     = 0
}

variable "deployment_preference" {
  description = "How an upgrade reaches people. The Canary and Linear ones, of AWS CodeDeploy, begin with a part of the calls, and go back by themselves when an alarm of the hooks rings meanwhile. AllAtOnce moves everybody, without CodeDeploy; so does each of them without Monitoring."
  type        = string
  default     = "Canary10Percent5Minutes"
}

variable "permissions_boundary_arn" {
  description = "ARN of the permissions boundary that your organization asks of every role. Empty, there is none."
  type        = string
  default     = ""
}

variable "tracing" {
  description = "Active sends a trace of each invocation to AWS X-Ray: times and outcomes, nothing of an event. PassThrough sends none."
  type        = string
  default     = "PassThrough"
}

variable "log_level" {
  description = "Least severe level that the functions log. WARN and ERROR also drop the metrics: Lambda counts a line without a level as INFO. TRACE is not offered: the functions log nothing at it."
  type        = string
  default     = "INFO"
}

variable "log_retention_days" {
  description = "How many days CloudWatch keeps the functions' logs."
  type        = number
  default     = 30
}

variable "log_key_arn" {
  description = "ARN of a symmetric AWS KMS key that encrypts the logs; its policy has to let CloudWatch Logs use it. Empty: AWS's own key."
  type        = string
  default     = ""
}

variable "monitoring" {
  description = "\"true\" makes the alarms and the dashboard; about ten dollars a month."
  type        = string
  default     = "true"
}

variable "alarm_topic_arn" {
  description = "ARN of an SNS topic that hears of every alarm. Empty, alarms are seen in CloudWatch alone."
  type        = string
  default     = ""
}

variable "runbook_url" {
  description = "Where your team reads docs/how-to/an-alarm-rings.md; every alarm names its section there. The default is the file's place in the repository."
  type        = string
  default     = "docs/how-to/an-alarm-rings.md"
}

"""What ministack 1.5.33 does otherwise than AWS, put right after it was checked as it was deployed."""

from cloud import ACCOUNT, REGION
from permissions import inline_policies, put
from proof import check

IDENTITY = f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/northwind.example"


def fix(stack):
    let_mail_go_out(stack)
    mend_the_pool(stack)


def let_mail_go_out(stack):
    """It asks whether a role may send mail as anybody, where SES asks for the sender's identity."""
    for logical in ["PostConfirmationRole", "AdminApiRole"]:
        role = stack.resources()[logical]
        for name, document in inline_policies(stack, role).items():
            for statement in document["Statement"]:
                if statement["Action"] == "ses:SendEmail":
                    check(f"as whom {logical} may send mail", statement["Resource"], [IDENTITY])
                    statement["Resource"] = "*"
            put(stack, role, name, document)


def mend_the_pool(stack):
    cognito = stack.cloud.client("cognito-idp")
    pool = cognito.describe_user_pool(UserPoolId=stack.pool)["UserPool"]
    # It keeps what a parameter says as text, which the AWS SDK for Rust does not read as a number or a flag.
    policies = pool["Policies"]
    validity = policies["PasswordPolicy"]["TemporaryPasswordValidityDays"]
    policies["PasswordPolicy"]["TemporaryPasswordValidityDays"] = int(validity)
    creation = pool["AdminCreateUserConfig"]
    creation["AllowAdminCreateUserOnly"] = str(creation["AllowAdminCreateUserOnly"]).lower() == "true"
    # It looks for the groups of a version 2 answer inside `idTokenGeneration`, where AWS has none.
    triggers = pool["LambdaConfig"]
    triggers["PreTokenGeneration"] = triggers.pop("PreTokenGenerationConfig")["LambdaArn"]
    cognito.update_user_pool(
        UserPoolId=stack.pool, Policies=policies, AdminCreateUserConfig=creation, LambdaConfig=triggers
    )

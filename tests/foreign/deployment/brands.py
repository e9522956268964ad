"""Two brands in a pool each, in one account: a stack, a layer and rules for each."""

from proof import check as same
from stages import Stage

HOOKS = ("pre-sign-up", "custom-message")
# The name of the stack, what the brand is called, and whose addresses sign up.
BRANDS = [("contoso", "Contoso Books", "contoso.example"), ("litware", "Litware Garden", "litware.example")]


def check(stack):
    brands = [Brand(stack, *brand) for brand in BRANDS]
    for brand in brands:
        brand.attach(brand.name)
    for brand, other in [brands, reversed(brands)]:
        brand.check_its_mail(other)
        same(f"who signs up at {brand.name}", brand.refuses(f"ada@{brand.domain}"), None)
        refused = brand.refuses(f"ada@{other.domain}") or ""
        same(f"who is refused at {brand.name}: {refused}", "domain-not-allowed" in refused, True)
    for brand in brands:
        brand.detach()
    print("ministack: two brands in a pool each: mails in the name and with the links of each, and rules of its own")


class Brand(Stage):
    def __init__(self, stack, name, title, domain):
        self.title = title
        self.links = f"https://accounts.{domain}"
        super().__init__(
            stack,
            name,
            domain,
            hooks=HOOKS,
            options=("--brand-name", title, "--links", self.links),
            # Cognito takes no text of ours for mails of its own sender.
            pool={
                "EmailConfiguration": {
                    "EmailSendingAccount": "DEVELOPER",
                    "SourceArn": "arn:aws:ses:eu-central-1:000000000000:identity/northwind.example",
                    "From": f"{title} <accounts@northwind.example>",
                }
            },
        )

    def check_its_mail(self, other):
        """An administrator invites; the mail has this brand, and nothing of the other."""
        address = f"invited@{self.domain}"
        self.cognito.admin_create_user(
            UserPoolId=self.pool,
            Username=address,
            DesiredDeliveryMediums=["EMAIL"],
            UserAttributes=[{"Name": "email", "Value": address}, {"Name": "email_verified", "Value": "true"}],
        )
        (mail,) = self.stack.cloud.mails(address)
        for part, expected in [(self.title, True), (f"{self.links}/accept#", True), (other.title, False), (other.links, False)]:
            same(f"'{part}' in the mail of {self.name}", part in mail["BodyHtml"], expected)

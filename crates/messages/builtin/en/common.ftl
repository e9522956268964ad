# Everything that people read, in English. Each sentence is an attribute (".subject") of a message.
#
# cognito.ftl is what Cognito sends for us, mails.ftl what we send, rejections.ftl what a refused
# caller reads; this file is what they share. A brand's own en.ftl holds only the sentences that it
# words differently, of any of them; what it leaves out is taken from here. `{ $brand }` is the brand's name. A blank line inside a sentence parts
# paragraphs. Subjects and text messages (.sms) are one line of at most 140 characters, codes and
# names included, without emoji and no-break spaces: Cognito refuses more.

# Parts of every mail. A comment stands above a message, never inside one.
# greeting-named: $name is the given name, $full-name given and family name in the order of the language
# (Japanese: family name first); used in invitations and welcome mails.
# page-hint, support: followed by the address of a page, and by that of the support.
common =
    .greeting = Hello,
    .greeting-named = Hello { $name },
    .page-hint = If the button does not work, open this page:
    .support = Do you have questions? Please contact us:

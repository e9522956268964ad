// A branded message in the person's language, with a link on the team's own domain.
import { configuration } from "./configuration.mjs";

const sentences = {
  en: {
    subject: "Confirm your e-mail address",
    greeting: "Hello $name,",
    body: "you began to sign up with $brand. Please confirm that this is your address.",
    action: "Confirm",
    code: "Or type this code:",
    sms: "Your code for $brand:",
  },
  de: {
    subject: "Bitte bestätigen Sie Ihre E-Mail-Adresse",
    greeting: "Guten Tag $name,",
    body: "Sie haben sich bei $brand angemeldet. Bitte bestätigen Sie, dass das Ihre Adresse ist.",
    action: "Bestätigen",
    code: "Oder geben Sie diesen Code ein:",
    sms: "Ihr Code für $brand:",
  },
  fr: {
    subject: "Confirmez votre adresse e-mail",
    greeting: "Bonjour $name,",
    body: "vous avez commencé à vous inscrire chez $brand. Confirmez que cette adresse est la vôtre.",
    action: "Confirmer",
    code: "Ou saisissez ce code :",
    sms: "Votre code pour $brand :",
  },
};

const layout = `<!DOCTYPE html>
<html lang="$language"><head><meta charset="utf-8"><title>$subject</title></head>
<body style="margin:0;background:#f1f3f6;font-family:sans-serif;color:#1b2028">
<table role="presentation" width="100%"><tr><td align="center" style="padding:24px">
<table role="presentation" style="max-width:560px;background:#ffffff"><tr><td style="padding:32px">
<p>$greeting</p><p>$body</p>
<p><a ses:no-track href="$link" style="background:#1f4fbf;color:#ffffff;padding:12px 24px">$action</a></p>
<p>$codeHint</p><p><strong>$code</strong></p>
</td></tr></table></td></tr></table></body></html>`;

const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text) => text.replace(/[&<>"']/g, (character) => entities[character]);
const filled = (text, values) => text.replace(/\$([a-zA-Z]+)/g, (_, name) => values[name]);

export const handler = async (event) => {
  const { userAttributes, codeParameter } = event.request;
  const language = (userAttributes.locale ?? "en").split("-")[0];
  const texts = sentences[language] ?? sentences.en;
  const person = { name: escaped(userAttributes.given_name ?? ""), brand: escaped(configuration.brand) };
  const user = encodeURIComponent(event.userName);
  event.response.emailSubject = texts.subject;
  event.response.emailMessage = filled(layout, {
    language,
    subject: texts.subject,
    greeting: filled(texts.greeting, person),
    body: filled(texts.body, person),
    link: `${configuration.links}/confirm#username=${user}&amp;code=${codeParameter}`,
    action: texts.action,
    codeHint: texts.code,
    code: codeParameter,
  });
  event.response.smsMessage = `${filled(texts.sms, person)} ${codeParameter}`;
  return event;
};

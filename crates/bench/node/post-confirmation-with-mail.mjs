// Acceptance, and then a welcome mail through Amazon SES.
import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { configuration } from "./configuration.mjs";
import { handler as accept } from "./post-confirmation.mjs";

const ses = new SESv2Client({});
const content = (Data) => ({ Data, Charset: "UTF-8" });

export const handler = async (event) => {
  await accept(event);
  const text = `Welcome to ${configuration.brand}. Your account is ready.`;
  await ses.send(
    new SendEmailCommand({
      FromEmailAddress: configuration.from,
      Destination: { ToAddresses: [event.request.userAttributes.email] },
      Content: {
        Simple: {
          Subject: content(`Welcome to ${configuration.brand}`),
          Body: { Html: content(`<p>${text}</p>`), Text: content(text) },
        },
      },
    }),
  );
  return event;
};

// Speaks the Lambda Runtime API for one handler: `node bootstrap.mjs ./pre-sign-up.mjs`.
// It uses node:http because `fetch` alone would add to the start what Lambda's own client does not.
import { Agent, request } from "node:http";

const { handler } = await import(new URL(process.argv[2], import.meta.url));
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

const call = (method, path, body) =>
  new Promise((resolve, reject) => {
    const options = { agent, host, port, method, path: `/2018-06-01/runtime/invocation/${path}` };
    const sent = request(options, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => resolve({ headers: response.headers, text: Buffer.concat(chunks).toString() }));
    });
    sent.on("error", reject);
    sent.end(body);
  });

for (;;) {
  const { headers, text } = await call("GET", "next");
  const id = headers["lambda-runtime-aws-request-id"];
  try {
    const answer = await handler(JSON.parse(text));
    await call("POST", `${id}/response`, JSON.stringify(answer));
  } catch (error) {
    const diagnostic = { errorType: error.name, errorMessage: error.message };
    await call("POST", `${id}/error`, JSON.stringify(diagnostic));
  }
}

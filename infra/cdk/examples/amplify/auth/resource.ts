import { defineAuth } from "@aws-amplify/backend";

export const auth = defineAuth({
  loginWith: { email: true },
  userAttributes: {
    "custom:invitation": { dataType: "String", mutable: true, maxLen: 2048 },
    "custom:brand": { dataType: "String", mutable: true, maxLen: 64 },
    "custom:invited": { dataType: "String", mutable: true, maxLen: 512 },
  },
});

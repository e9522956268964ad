// The part of the configuration that these handlers need, as JSON, read once at start.
import { readFileSync } from "node:fs";

export const configuration = JSON.parse(readFileSync(process.env.INVITATIONS_CONFIG, "utf8"));

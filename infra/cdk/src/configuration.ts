import { cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What the functions read, and nothing else of the folder: the rest may be for eyes that Lambda has not. */
const READ = ["invitations.toml", "brands"];

/**
 * Lays a configuration folder out as Lambda unpacks it into /opt, hands `use` the place, and removes it.
 * A private key is left out by its name, and refused where it has another name.
 */
export function withLayer<T>(folder: string, use: (layer: string) => T): T {
  if (!existsSync(join(folder, "invitations.toml"))) throw new Error(`${folder} holds no invitations.toml`);
  const layer = mkdtempSync(join(tmpdir(), "invitations-layer-"));
  try {
    const target = join(layer, "invitations");
    mkdirSync(target);
    for (const name of READ.filter((each) => existsSync(join(folder, each)))) {
      cpSync(join(folder, name), join(target, name), { recursive: true, dereference: true, filter: isNoKey });
    }
    refusePrivateKeys(target, folder);
    return use(layer);
  } finally {
    rmSync(layer, { recursive: true });
  }
}

function isNoKey(path: string): boolean {
  return !path.toLowerCase().endsWith(".pem");
}

function refusePrivateKeys(copy: string, original: string): void {
  for (const name of readdirSync(copy)) {
    const path = join(copy, name);
    if (lstatSync(path).isDirectory()) refusePrivateKeys(path, join(original, name));
    else if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(readFileSync(path, "latin1"))) {
      throw new Error(`${join(original, name)} holds a private key, which must not reach Lambda`);
    }
  }
}

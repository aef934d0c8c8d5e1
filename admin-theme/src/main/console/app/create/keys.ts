/** Public keys as people have them at hand, turned into JWKs (RFC 7517). Private keys are refused before they go anywhere. */

export type Jwk = Record<string, unknown>;

/** Why something is not taken for a key; the text of it is `key.` with this behind it. */
export class NoKey extends Error {
  constructor(readonly why: "private" | "unreadable" | "certificate" | "insecure" | "several") {
    super(why);
  }
}

const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

const ALGORITHMS: readonly [RsaHashedImportParams | EcKeyImportParams | Algorithm, string][] = [
  [{ name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, "RS256"],
  [{ name: "ECDSA", namedCurve: "P-256" }, "ES256"],
  [{ name: "ECDSA", namedCurve: "P-384" }, "ES384"],
  [{ name: "ECDSA", namedCurve: "P-521" }, "ES512"],
  [{ name: "Ed25519" }, "EdDSA"],
];

/** The key in a text: a JWK, a set with one of them, or a public key in PEM. */
export async function keyOf(text: string): Promise<Jwk> {
  const trimmed = text.trim();
  if (/PRIVATE KEY-----/.test(trimmed)) {
    throw new NoKey("private");
  }
  if (trimmed.includes("BEGIN CERTIFICATE")) {
    throw new NoKey("certificate");
  }
  return trimmed.startsWith("{") ? jwkOf(trimmed) : pemKey(trimmed);
}

function jwkOf(text: string): Jwk {
  let parsed: Jwk;
  try {
    parsed = JSON.parse(text) as Jwk;
  } catch {
    throw new NoKey("unreadable");
  }
  if (Array.isArray(parsed.keys)) {
    if (parsed.keys.length !== 1) {
      throw new NoKey("several");
    }
    parsed = parsed.keys[0] as Jwk;
  }
  if (PRIVATE_MEMBERS.some((member) => Object.hasOwn(parsed, member))) {
    throw new NoKey("private");
  }
  if (typeof parsed.kty !== "string") {
    throw new NoKey("unreadable");
  }
  return parsed;
}

async function pemKey(text: string): Promise<Jwk> {
  const body = /-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----/.exec(text)?.[1];
  if (!body) {
    throw new NoKey("unreadable");
  }
  // Over plain http a browser keeps this to itself.
  const subtle = (crypto as Partial<Crypto>).subtle;
  if (!subtle) {
    throw new NoKey("insecure");
  }
  const der = Uint8Array.from(atob(body.replace(/\s/g, "")), (char) => char.charCodeAt(0));
  for (const [algorithm, alg] of ALGORITHMS) {
    try {
      const key = await subtle.importKey("spki", der, algorithm, true, ["verify"]);
      const { kty, n, e, crv, x, y } = await subtle.exportKey("jwk", key);
      const members = Object.entries({ kty, n, e, crv, x, y }).filter(([, value]) => value !== undefined);
      const jwk: Jwk = { ...Object.fromEntries(members), use: "sig", alg };
      return { ...jwk, kid: await thumbprint(subtle, jwk) };
    } catch {
      // Not a key of that kind.
    }
  }
  throw new NoKey("unreadable");
}

/** RFC 7638. */
async function thumbprint(subtle: SubtleCrypto, jwk: Jwk): Promise<string> {
  const members = ["crv", "e", "kty", "n", "x", "y"].filter((member) => jwk[member] !== undefined);
  const canonical = JSON.stringify(Object.fromEntries(members.map((member) => [member, jwk[member]])));
  const digest = new Uint8Array(await subtle.digest("SHA-256", new TextEncoder().encode(canonical)));
  return btoa(String.fromCharCode(...digest))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
}

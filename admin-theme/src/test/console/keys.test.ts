import { generateKeyPairSync, webcrypto } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { keyOf } from "../../main/console/app/create/keys";

beforeAll(() => {
  Object.defineProperty(globalThis, "crypto", { value: webcrypto, configurable: true });
});

const pem = (key: { export(of: { type: "spki"; format: "pem" }): string | Buffer }) =>
  key.export({ type: "spki", format: "pem" }).toString();

describe("a key", () => {
  it("in PEM becomes a JWK with a name", async () => {
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const jwk = await keyOf(pem(publicKey));
    expect(jwk).toMatchObject({ ...publicKey.export({ format: "jwk" }), use: "sig", alg: "RS256" });
    expect(jwk.kid).toMatch(/^[\w-]{43}$/);
  });

  it("may lie on a curve", async () => {
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
    expect(await keyOf(pem(publicKey))).toMatchObject({ kty: "EC", crv: "P-384", alg: "ES384" });
  });

  it("is taken from a set with one", async () => {
    expect(await keyOf('{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AA"}]}')).toMatchObject({ kty: "OKP" });
    await expect(keyOf('{"keys":[{"kty":"RSA"},{"kty":"RSA"}]}')).rejects.toMatchObject({ why: "several" });
  });

  it("that is private is refused, in whatever form", async () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    await expect(keyOf(privateKey.export({ type: "pkcs8", format: "pem" }).toString())).rejects.toMatchObject({
      why: "private",
    });
    await expect(keyOf(privateKey.export({ type: "pkcs1", format: "pem" }).toString())).rejects.toMatchObject({
      why: "private",
    });
    await expect(keyOf(JSON.stringify(privateKey.export({ format: "jwk" })))).rejects.toMatchObject({ why: "private" });
    await expect(keyOf('{"kty":"oct","k":"c2VjcmV0"}')).rejects.toMatchObject({ why: "private" });
  });

  it("must be one", async () => {
    for (const text of ["hello", "{}", "{", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"]) {
      await expect(keyOf(text)).rejects.toMatchObject({ why: "unreadable" });
    }
    await expect(keyOf("-----BEGIN CERTIFICATE-----")).rejects.toMatchObject({ why: "certificate" });
  });
});

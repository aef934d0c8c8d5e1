/** A first exchange, ready to be pasted into a shell. */
import type { Agent } from "../model";

const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** Makes a text safe between single quotes of a shell. */
function quoted(value: string): string {
  return `'${value.replace(/'/g, "'\\''")}'`;
}

export function firstExchange(agent: Agent, issuer: string): string {
  const target = agent.ceiling.targets?.[0] ?? "";
  const scope = agent.ceiling.scopes?.[0] ?? "";
  const action = agent.ceiling.actions?.[0];
  const uri = target.includes("://");
  const details = JSON.stringify([
    { type: "agent_task", ...(action ? { actions: [action] } : {}), purpose: "A first task" },
  ]);
  const { setup, proof } = authentication(agent);
  const request = [
    'curl -s "$ISSUER/protocol/openid-connect/token"',
    ...proof,
    "-d grant_type=urn:ietf:params:oauth:grant-type:token-exchange",
    '-d subject_token="$PERSON_TOKEN"',
    "-d subject_token_type=urn:ietf:params:oauth:token-type:access_token",
    `--data-urlencode ${quoted(`${uri ? "resource" : "audience"}=${target}`)}`,
    ...(scope === "" ? [] : [`--data-urlencode ${quoted(`scope=${scope}`)}`]),
    `--data-urlencode ${quoted(`authorization_details=${details}`)}`,
  ];
  return [
    `ISSUER=${quoted(issuer)}`,
    `CLIENT=${quoted(agent.clientId)}`,
    "PERSON_TOKEN='…'",
    ...setup,
    request.join(" \\\n  "),
  ].join("\n");
}

function authentication(agent: Agent): { setup: string[]; proof: string[] } {
  const client = '-d client_id="$CLIENT"';
  const assertion = [client, `-d client_assertion_type=${JWT_BEARER}`, '-d client_assertion="$ASSERTION"'];
  switch (agent.credential?.type) {
    case "client_secret":
      return { setup: ["SECRET='…'"], proof: [client, '-d client_secret="$SECRET"'] };
    case "tls_client_auth":
      return { setup: [], proof: ["--cert agent.crt --key agent.key", client] };
    case "federated_jwt":
      return { setup: ["ASSERTION='…'"], proof: assertion };
    default:
      return { setup: signing(agent), proof: assertion };
  }
}

/** How to sign with the key in agent.pem. With other keys than RSA, openssl writes signatures in another form than JWTs have. */
function signing(agent: Agent): string[] {
  const key = agent.credential?.jwks?.keys[0];
  if (key?.kty !== "RSA") {
    return ["ASSERTION='…'"];
  }
  const header = JSON.stringify({ alg: "RS256", ...(typeof key.kid === "string" ? { kid: key.kid } : {}) });
  return [
    "b64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }",
    "NOW=$(date +%s)",
    `INPUT=$(printf %s ${quoted(header)} | b64url).$(printf \\`,
    `  '{"iss":"%s","sub":"%s","aud":"%s","jti":"%s","iat":%s,"exp":%s}' \\`,
    '  "$CLIENT" "$CLIENT" "$ISSUER" "$(openssl rand -hex 16)" "$NOW" "$((NOW + 60))" | b64url)',
    'ASSERTION=$INPUT.$(printf %s "$INPUT" | openssl dgst -sha256 -sign agent.pem | b64url)',
  ];
}

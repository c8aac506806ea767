// A provider of OpenID Connect (panva's, certified) on loopback, for the stories.
//
//   node provider.mjs REDIRECT CLIENT SECRET
//
// It prints its issuer when it listens. Whoever is typed in at its sign-in page is who signs in: `anne` is anne, and has
// `anne@example.com`. Some names make it a provider that is not set up rightly: `wrong-nonce`, `wrong-audience`,
// `wrong-issuer`, `expired` and `forged` get an ID token like that. `POST /rotate` gives it another key.
import { createServer } from "node:http";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import Provider from "oidc-provider";

const [redirect, clientId, clientSecret] = process.argv.slice(2);

async function key(kid) {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, use: "sig", alg: "RS256" };
}

const wrong = {
  "wrong-nonce": (claims) => ({ ...claims, nonce: "of-another-sign-in" }),
  "wrong-audience": (claims) => ({ ...claims, aud: "somebody-else" }),
  "wrong-issuer": (claims) => ({ ...claims, iss: "http://127.0.0.1:9" }),
  expired: (claims) => ({ ...claims, iat: claims.iat - 7200, exp: claims.iat - 3600 }),
  forged: (claims) => claims,
};

/** The token that the provider gives, as a provider would give it that is set up wrongly or is another one. */
async function spoilt(token, signing) {
  const claims = JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
  const spoil = wrong[claims.sub];
  if (!spoil) return token;
  const used = claims.sub === "forged" ? await key(signing.kid) : signing;
  return new SignJWT(spoil(claims)).setProtectedHeader({ alg: "RS256", kid: signing.kid }).sign(used);
}

function provider(issuer, signing) {
  const made = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirect] }],
    jwks: { keys: [signing] },
    cookies: { keys: ["for-this-story-alone"] },
    claims: { profile: ["preferred_username"], email: ["email", "email_verified"] },
    features: { devInteractions: { enabled: true } },
    pkce: { required: () => true },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({
        sub,
        preferred_username: sub,
        email: `${sub}@example.com`,
        email_verified: sub !== "unverified",
      }),
    }),
    // Who signs in has agreed.
    loadExistingGrant: async (context) => {
      const { session, client, params } = context.oidc;
      const grant = new made.Grant({ accountId: session.accountId, clientId: client.clientId });
      grant.addOIDCScope(params.scope);
      await grant.save();
      return grant;
    },
  });
  made.use(async (context, next) => {
    await next();
    if (context.path === "/token" && context.body?.id_token) {
      context.body.id_token = await spoilt(context.body.id_token, signing);
    }
  });
  return made.callback();
}

let answer;
let keys = 0;
const server = createServer(async (request, response) => {
  if (request.method === "POST" && request.url === "/rotate") {
    answer = provider(server.issuer, await key(`key-${++keys}`));
    response.end();
    return;
  }
  answer(request, response);
});
server.listen(0, "127.0.0.1", async () => {
  server.issuer = `http://127.0.0.1:${server.address().port}`;
  answer = provider(server.issuer, await key("key-0"));
  console.log(server.issuer);
});

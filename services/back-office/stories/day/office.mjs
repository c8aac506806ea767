// The office's door: mutations and queries as one of the demo's operators.

/** An operator of `access.json`; every mutation goes under a key of its own, so that a second run repeats nothing. */
export function operator(access, login) {
  const known = access.operators.find((one) => one.login === login);
  if (!known) throw new Error(`access.json knows no operator ${login}`);
  const post = async (query, variables, key) => {
    const headers = { "Content-Type": "application/json", Authorization: `Bearer ${known.token}` };
    if (key) headers["Idempotency-Key"] = key;
    const response = await fetch(access.graphql, {
      method: "POST",
      headers,
      body: JSON.stringify({ query, variables }),
    });
    const answer = await response.json();
    if (answer.errors) throw new Error(`${login}: ${answer.errors.map((one) => one.message).join("; ")}`);
    return answer.data;
  };
  return {
    login,
    /** A query's data. */
    read: (query, variables = {}) => post(query, variables),
    /** A mutation with one input: its payload, or null with the reason said where the server refuses. */
    async command(key, mutation, type, input, fields = "id") {
      const query = `mutation($input: ${type}!) { ${mutation}(input: $input) { ${fields} consistency repeated userErrors { code field message } } }`;
      const payload = (await post(query, { input }, `day-${key}`))[mutation];
      if (payload.userErrors.length > 0) {
        const why = payload.userErrors
          .map((one) => `${one.code} ${one.field ?? ""} ${one.message}`)
          .join("; ");
        console.log(`  not done: ${key}: ${why}`);
        return null;
      }
      if (payload.consistency) {
        await post("query($c: String!) { seen(consistency: $c) }", { c: payload.consistency });
      }
      return payload;
    },
  };
}

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** What `look` finds, once it finds it; null after the time. */
export async function eventually(look, milliseconds = 30_000) {
  for (const begun = Date.now(); Date.now() - begun < milliseconds; await pause(200)) {
    const found = await look();
    if (found) return found;
  }
  return null;
}

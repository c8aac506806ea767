const { isObjectType } = require("graphql");

/** The types that are parts of others: they have no identity of their own, and the cache keeps them with their whole. */
module.exports = {
  plugin(schema) {
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const parts = Object.values(schema.getTypeMap())
      .filter((type) => isObjectType(type) && !type.name.startsWith("__") && !roots.includes(type))
      .filter((type) => !type.getInterfaces().some((face) => face.name === "Node"))
      .map((type) => type.name);
    return `export const parts: readonly string[] = ${JSON.stringify(parts)};\n`;
  },
};

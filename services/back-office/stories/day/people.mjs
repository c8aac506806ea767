// Who and what the day is about: resellers, the people behind their names, and the names.

export const resellers = [
  {
    key: "alpes",
    nichandle: "al310-ovh",
    currency: "EUR",
    priceClass: "reseller",
    locale: "fr",
    points: 4_000_000,
    holder: {
      legalForm: "societe",
      organisation: "Alpes Hébergement SARL",
      lastName: "FAVRE",
      firstName: "Claire",
      street: "14 quai de l'Isère",
      postalCode: "38000",
      city: "GRENOBLE",
      country: "FR",
      phone: "+33.476000112",
      email: "claire.favre@alpes-hebergement.test",
      locale: "fr",
    },
  },
  {
    key: "hanse",
    nichandle: "hn877-ovh",
    currency: "EUR",
    priceClass: "reseller",
    locale: "de",
    points: 2_500_000,
    holder: {
      legalForm: "societe",
      organisation: "Hanse Domains GmbH",
      lastName: "PETERSEN",
      firstName: "Jan",
      street: "Am Sandtorkai 30",
      postalCode: "20457",
      city: "HAMBURG",
      country: "DE",
      phone: "+49.40300551",
      email: "jan.petersen@hanse-domains.test",
      locale: "de",
    },
  },
  {
    key: "tejo",
    nichandle: "tj52-ovh",
    currency: "EUR",
    priceClass: "standard",
    locale: "en",
    points: 300_000,
    suspended: "card payments were charged back twice in one week",
    holder: {
      legalForm: "societe",
      organisation: "Tejo Web Lda",
      lastName: "ALMEIDA",
      firstName: "Rui",
      street: "Rua do Alecrim 71",
      postalCode: "1200-015",
      city: "LISBOA",
      country: "PT",
      phone: "+351.213460188",
      email: "rui.almeida@tejoweb.test",
      locale: "en",
    },
  },
];

const person = (lastName, firstName, street, postalCode, city, country, phone, locale, more = {}) => ({
  legalForm: more.organisation ? "societe" : "particulier",
  lastName,
  firstName,
  street,
  postalCode,
  city,
  country,
  phone,
  locale,
  email: `${firstName}.${lastName}@${more.host ?? "courrier.test"}`
    .toLowerCase()
    .normalize("NFD")
    .replace(/[^a-z0-9.@-]/g, ""),
  ...(more.organisation ? { organisation: more.organisation } : {}),
  ...(more.companyNumber ? { companyNumber: more.companyNumber } : {}),
  ...(more.identification ? { identification: more.identification } : {}),
});

const birth = [
  { name: "dotfr_mode", value: "PARTICULIER" },
  { name: "dotfr_ne_le", value: "1984-05-17" },
  { name: "dotfr_ne_ville", value: "GRENOBLE" },
  { name: "dotfr_ne_pays_id", value: "FR" },
  { name: "dotfr_ne_cp", value: "38000" },
];
const siret = [{ name: "dotfr_mode", value: "SIRET" }];

/** `of` is an account's number, or the key of one of the day's resellers. */
export const contacts = [
  {
    key: "moreau",
    of: 13490,
    details: person("MOREAU", "Hélène", "8 rue des Tanneurs", "59000", "LILLE", "FR", "+33.320550182", "fr", {
      organisation: "Boulangerie Moreau",
      companyNumber: "73282932000074",
      identification: siret,
    }),
  },
  {
    key: "castel",
    of: 13490,
    details: person("CASTEL", "Antoine", "Château du Val", "33500", "LIBOURNE", "FR", "+33.557510444", "fr", {
      organisation: "Vignobles Castel & Fils",
      companyNumber: "44229377500049",
      identification: siret,
    }),
  },
  {
    key: "rossi",
    of: 13490,
    details: person("ROSSI", "Giulia", "Via Garibaldi 12", "10122", "TORINO", "IT", "+39.0115620033", "en", {
      host: "posta.test",
    }),
  },
  {
    key: "diallo",
    of: 13491,
    details: person("DIALLO", "Aminata", "Rue Carnot 24", "12500", "DAKAR", "SN", "+221.338220917", "fr", {
      organisation: "Teranga Voyages",
    }),
  },
  {
    key: "whitfield",
    of: 13491,
    details: person(
      "WHITFIELD",
      "Grace",
      "5 Harbour Row",
      "BS1 5DB",
      "BRISTOL",
      "GB",
      "+44.1179250099",
      "en",
      { host: "mail.test" },
    ),
  },
  {
    key: "favre",
    of: "alpes",
    details: person("ROCHAT", "Luc", "Rue du Rhône 40", "1204", "GENEVE", "CH", "+41.223110455", "fr", {
      organisation: "Horlogerie Rochat SA",
    }),
  },
  {
    key: "girard",
    of: "alpes",
    details: person(
      "GIRARD",
      "Noémie",
      "3 place Grenette",
      "38000",
      "GRENOBLE",
      "FR",
      "+33.476510020",
      "fr",
      { host: "messagerie.test", identification: birth },
    ),
  },
  {
    key: "lindqvist",
    of: "hanse",
    details: person("LINDQVIST", "Sven", "Storgatan 9", "211 42", "MALMO", "SE", "+46.40120088", "en", {
      organisation: "Lindqvist Möbler AB",
    }),
  },
  {
    key: "brandt",
    of: "hanse",
    details: person("BRANDT", "Katrin", "Deichstraße 21", "20459", "HAMBURG", "DE", "+49.4036811", "de", {
      host: "post.test",
    }),
  },
  {
    key: "sousa",
    of: "tejo",
    details: person("SOUSA", "Inês", "Rua Augusta 150", "1100-053", "LISBOA", "PT", "+351.213420061", "en", {
      organisation: "Azulejos Sousa",
    }),
  },
];

const servers = [{ host: "ns0.online.net" }, { host: "ns1.online.net" }];

/** Registered two months before the day, so that they may be transferred. */
export const names = [
  { name: "boulangerie-moreau.fr", of: 13490, owner: "moreau" },
  { name: "vignobles-castel.com", of: 13490, owner: "castel" },
  { name: "castel-et-fils.eu", of: 13490, owner: "castel" },
  { name: "giulia-rossi.info", of: 13490, owner: "rossi" },
  { name: "xn--caf-des-halles-dkb.com", of: 13490, owner: "moreau" },
  { name: "teranga-voyages.com", of: 13491, owner: "diallo" },
  { name: "harbour-row.net", of: 13491, owner: "whitfield" },
  { name: "horlogerie-rochat.com", of: "alpes", owner: "favre" },
  { name: "chalet-girard.fr", of: "alpes", owner: "girard" },
  { name: "lindqvist-moebler.com", of: "hanse", owner: "lindqvist" },
  { name: "xn--mbel-am-hafen-imb.net", of: "hanse", owner: "brandt" },
  { name: "hafenkontor-brandt.org", of: "hanse", owner: "brandt" },
  { name: "azulejos-sousa.com", of: "tejo", owner: "sousa" },
].map((one) => ({ ...one, nameServers: servers }));

/** Names at the other registrar, with those who own them there. */
export const foreign = [
  {
    name: "hotel-bellevue-annecy.com",
    code: "Bellevue-2026-Code",
    owner: {
      name: "Marc Perrin",
      street: "1 avenue d Albigny",
      city: "Annecy",
      postalCode: "74000",
      country: "FR",
      phone: "+33.450230011",
      email: "marc@hotel-bellevue.test",
    },
  },
  {
    name: "atelier-du-cuir.org",
    code: "Atelier-2026-Code",
    owner: {
      name: "Sophie Lang",
      street: "22 rue Nationale",
      city: "Tours",
      postalCode: "37000",
      country: "FR",
      phone: "+33.247640032",
      email: "sophie@atelier-cuir.test",
    },
  },
];

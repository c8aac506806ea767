import { type LinkProps, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";
import { graphql } from "@/api/generated/office";
import type { SearchKind } from "@/api/generated/office/graphql";
import { Finder, useWanted } from "./finder";
import type { Section } from "./places";

const Search = graphql(`
  query Search($text: String!) {
    search(text: $text, first: 20) { kind key title subtitle state }
  }
`);

/** Where a thing that was found has its page. */
function target(kind: SearchKind, key: string): Pick<LinkProps, "to" | "params"> {
  switch (kind) {
    case "DOMAIN":
      return { to: "/domains/$name", params: { name: key } };
    case "HOST":
      return { to: "/hosts/$name", params: { name: key } };
    case "CONTACT":
      return { to: "/contacts/$number", params: { number: key } };
    case "ACCOUNT":
      return { to: "/accounts/$number", params: { number: key } };
    case "OPERATION":
      return { to: "/operations/$number", params: { number: key } };
    case "ORDER":
      return { to: "/orders/$number", params: { number: key } };
    case "INVOICE":
      return { to: "/invoices/$number", params: { number: key } };
    case "TRADE":
      return { to: "/votes/$kind/$number", params: { kind: "trade", number: key } };
    case "TRANSFER":
      return { to: "/votes/$kind/$number", params: { kind: "transfer", number: key } };
    case "CONTACT_CHANGE":
      return { to: "/votes/$kind/$number", params: { kind: "contact-change", number: key } };
    case "DISCLOSURE":
      return { to: "/disclosures/$number", params: { number: key } };
  }
}

/** Search everywhere, and every place by its name. */
export function Palette({ sections }: { sections: readonly Section[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const wanted = useWanted();
  const [{ data, fetching, error }] = useQuery({
    query: Search,
    variables: { text: wanted.text },
    pause: wanted.text.length < 2,
    requestPolicy: "network-only",
  });
  const hits = (data?.search ?? []).map((hit) => ({
    id: `${hit.kind}/${hit.key}`,
    label: hit.title,
    description: [
      t(`kinds.${hit.kind}`),
      hit.subtitle,
      hit.state && t(`states.${hit.state}` as "states.ACTIVE", { defaultValue: hit.state }),
    ]
      .filter(Boolean)
      .join(" · "),
    onClick: () => void navigate(target(hit.kind, hit.key) as LinkProps),
  }));
  return (
    <Finder
      wanted={wanted}
      sections={sections}
      words="common"
      hits={hits}
      fetching={fetching}
      failed={error !== undefined}
      hint={t("palette.hint")}
      nothing={t("palette.nothing")}
    />
  );
}

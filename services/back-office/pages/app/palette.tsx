import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from "@mantine/spotlight";
import { IconFileSearch, IconSearch } from "@tabler/icons-react";
import { type LinkProps, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";
import { graphql } from "@/api/generated/office";
import type { SearchKind } from "@/api/generated/office/graphql";
import { useSession } from "@/session/session";
import { placesFor } from "./navigation";

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
export function Palette() {
  const { t } = useTranslation();
  const { rights } = useSession();
  const navigate = useNavigate();
  const [query, setQuery] = useState("");
  const wanted = query.trim();
  const [text] = useDebouncedValue(wanted, 150);
  const [{ data, fetching, error }] = useQuery({
    query: Search,
    variables: { text },
    pause: text.length < 2,
    requestPolicy: "network-only",
  });
  const places: SpotlightActionData[] = placesFor(rights)
    .flatMap((section) => section.places)
    .filter((place) =>
      t(`nav.${place.name}` as "nav.home")
        .toLowerCase()
        .includes(wanted.toLowerCase()),
    )
    .map((place) => ({
      id: place.name,
      label: t(`nav.${place.name}` as "nav.home"),
      leftSection: <place.icon size={17} stroke={1.5} aria-hidden />,
      onClick: () => void navigate({ to: place.to } as LinkProps),
    }));
  const hits: SpotlightActionData[] = (wanted.length < 2 ? [] : (data?.search ?? [])).map((hit) => ({
    id: `${hit.kind}/${hit.key}`,
    label: hit.title,
    description: [
      t(`kinds.${hit.kind}`),
      hit.subtitle,
      hit.state && t(`states.${hit.state}` as "states.ACTIVE", { defaultValue: hit.state }),
    ]
      .filter(Boolean)
      .join(" · "),
    leftSection: <IconFileSearch size={17} stroke={1.5} aria-hidden />,
    onClick: () => void navigate(target(hit.kind, hit.key) as LinkProps),
  }));
  const groups: SpotlightActionGroupData[] = [
    { group: t("palette.found"), actions: hits },
    { group: t("palette.places"), actions: places },
  ].filter((group) => group.actions.length > 0);
  const pending = wanted.length >= 2 && (fetching || text !== wanted);
  return (
    <Spotlight
      shortcut={["mod + K"]}
      tagsToIgnore={[]}
      actions={groups}
      query={query}
      onQueryChange={setQuery}
      filter={(_query, actions) => actions}
      nothingFound={error ? t("error.title") : pending ? t("table.loading") : t("palette.nothing")}
      highlightQuery
      scrollable
      maxHeight="60vh"
      searchProps={{
        leftSection: <IconSearch size={16} aria-hidden />,
        placeholder: t("palette.hint"),
        "aria-label": t("shell.search"),
      }}
    />
  );
}

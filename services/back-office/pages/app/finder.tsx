import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from "@mantine/spotlight";
import { IconFileSearch, IconSearch } from "@tabler/icons-react";
import { type LinkProps, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Section, useCalled } from "./places";

/** What is typed into the palette, and what of it is worth asking for. */
export function useWanted() {
  const [query, setQuery] = useState("");
  const now = query.trim();
  const [text] = useDebouncedValue(now, 150);
  return { query, setQuery, now, text };
}

interface Props {
  wanted: ReturnType<typeof useWanted>;
  sections: readonly Section[];
  words: "common" | "manager";
  hits: readonly { id: string; label: string; description: string; onClick: () => void }[];
  fetching: boolean;
  failed: boolean;
  /** What may be searched for. */
  hint: string;
  /** What was not found, and what would be. */
  nothing: string;
}

/** The palette: what was found, and every place by its name. */
export function Finder({ wanted, sections, words, fetching, failed, hint, nothing, ...found }: Props) {
  const { t } = useTranslation();
  const called = useCalled(words);
  const navigate = useNavigate();
  const places: SpotlightActionData[] = sections
    .flatMap((section) => section.places)
    .filter((place) => called(place.name).toLowerCase().includes(wanted.now.toLowerCase()))
    .map((place) => ({
      id: place.name,
      label: called(place.name),
      leftSection: <place.icon size={17} stroke={1.5} aria-hidden />,
      onClick: () => void navigate({ to: place.to } as LinkProps),
    }));
  const hits: SpotlightActionData[] = (wanted.now.length < 2 ? [] : found.hits).map((hit) => ({
    ...hit,
    leftSection: <IconFileSearch size={17} stroke={1.5} aria-hidden />,
  }));
  const groups: SpotlightActionGroupData[] = [
    { group: t("palette.found"), actions: hits },
    { group: t("palette.places"), actions: places },
  ].filter((group) => group.actions.length > 0);
  const pending = wanted.now.length >= 2 && (fetching || wanted.text !== wanted.now);
  return (
    <Spotlight
      shortcut={["mod + K"]}
      tagsToIgnore={[]}
      actions={groups}
      query={wanted.query}
      onQueryChange={wanted.setQuery}
      filter={(_query, actions) => actions}
      nothingFound={failed ? t("error.title") : pending ? t("table.loading") : nothing}
      highlightQuery
      scrollable
      maxHeight="60vh"
      attributes={{ content: { "aria-label": t("shell.search") } }}
      searchProps={{
        leftSection: <IconSearch size={16} aria-hidden />,
        placeholder: hint,
        "aria-label": t("shell.search"),
        // The best guess is meant where nothing was chosen with the arrows.
        onKeyDown: (event) => {
          const list = event.currentTarget.closest("[role=dialog]");
          if (event.key !== "Enter" || list?.querySelector("[data-selected]")) return;
          event.preventDefault();
          list?.querySelector<HTMLElement>(".mantine-Spotlight-action")?.click();
        },
      }}
    />
  );
}

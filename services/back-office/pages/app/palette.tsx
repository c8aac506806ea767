import { Spotlight, type SpotlightActionData } from "@mantine/spotlight";
import { IconSearch } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/session/session";
import { placesFor } from "./navigation";

/** Search everywhere, and every place by its name. */
export function Palette() {
  const { t } = useTranslation();
  const { rights } = useSession();
  const navigate = useNavigate();
  const [query, setQuery] = useState("");
  const places: SpotlightActionData[] = placesFor(rights)
    .flatMap((section) => section.places)
    .filter((place) => t(`nav.${place.name}`).toLowerCase().includes(query.trim().toLowerCase()))
    .map((place) => ({
      id: place.name,
      label: t(`nav.${place.name}`),
      leftSection: <place.icon size={18} stroke={1.5} />,
      onClick: () => void navigate({ to: place.to }),
    }));
  return (
    <Spotlight
      shortcut={["mod + K"]}
      actions={places}
      query={query}
      onQueryChange={setQuery}
      filter={(_query, actions) => actions}
      nothingFound={t("table.empty")}
      searchProps={{ leftSection: <IconSearch size={16} />, placeholder: t("shell.search"), "aria-label": t("shell.search") }}
    />
  );
}

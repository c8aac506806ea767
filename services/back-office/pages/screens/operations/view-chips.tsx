import { ActionIcon, Button, Group, Popover, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBookmarkPlus, IconX } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { filtered } from "@/ui/tools";
import css from "./operations.module.css";
import type { PendingSearch } from "./search";
import { builtIn, sameFilters, useViews } from "./views";

/** Filters that have a name: some that everybody has, and one's own. */
export function ViewChips({
  search,
  onChoose,
}: {
  search: PendingSearch;
  onChoose: (search: PendingSearch) => void;
}) {
  const { t } = useTranslation(["operations", "common"]);
  const { views, save, forget } = useViews();
  const known = [...builtIn.map((view) => view.search as PendingSearch), ...views.map((view) => view.search)];
  const isNew = filtered(search) && !known.some((one) => sameFilters(one, search));
  return (
    <Group gap={6} mb="xs" role="group" aria-label={t("views.label")}>
      <Chip chosen={!filtered(search)} words={t("views.all")} onClick={() => onChoose({})} />
      {builtIn.map((view) => (
        <Chip
          key={view.name}
          chosen={sameFilters(view.search, search)}
          words={t(`views.${view.name}`)}
          onClick={() => onChoose(view.search as PendingSearch)}
        />
      ))}
      {views.map((view) => (
        <Group key={view.name} gap={0} wrap="nowrap">
          <Chip
            chosen={sameFilters(view.search, search)}
            words={view.name}
            onClick={() => onChoose(view.search)}
          />
          <ActionIcon
            size="xs"
            color="gray"
            aria-label={t("views.forget", { name: view.name })}
            onClick={() => forget(view.name)}
          >
            <IconX size={12} />
          </ActionIcon>
        </Group>
      ))}
      {isNew && <Save onSave={(name) => save(name, { ...search, sort: undefined, desc: undefined })} />}
    </Group>
  );
}

function Chip({ chosen, words, onClick }: { chosen: boolean; words: string; onClick: () => void }) {
  return (
    <button type="button" className={css.chip} aria-pressed={chosen} onClick={onClick}>
      {words}
    </button>
  );
}

function Save({ onSave }: { onSave: (name: string) => void }) {
  const { t } = useTranslation("operations");
  const [opened, { toggle, close }] = useDisclosure();
  const [name, setName] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") return;
    onSave(name.trim());
    setName("");
    close();
  };
  return (
    <Popover
      opened={opened}
      onChange={(next) => !next && close()}
      trapFocus
      position="bottom-start"
      shadow="md"
    >
      <Popover.Target>
        <Button
          variant="subtle"
          size="compact-xs"
          leftSection={<IconBookmarkPlus size={14} aria-hidden />}
          onClick={toggle}
        >
          {t("views.save")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={submit}>
          <Group gap="xs" align="flex-end">
            <TextInput
              label={t("views.name")}
              value={name}
              maxLength={40}
              onChange={(event) => setName(event.currentTarget.value)}
              data-autofocus
            />
            <Button type="submit" disabled={name.trim() === ""}>
              {t("views.keep")}
            </Button>
          </Group>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

import { Button, CloseButton, Group, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconFilterOff, IconSearch } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

/** Filters over a list. They live in the address, so that a list can be sent to a colleague. */
export function FilterBar({
  children,
  active,
  onClear,
  end,
}: {
  children: ReactNode;
  active: boolean;
  onClear: () => void;
  end?: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Group gap="xs" mb="xs" align="flex-end" justify="space-between" role="search" aria-label={t("filters")}>
      <Group gap="xs" align="flex-end">
        {children}
        {active && (
          <Button variant="subtle" leftSection={<IconFilterOff size={14} />} onClick={onClear}>
            {t("table.clear")}
          </Button>
        )}
      </Group>
      {end}
    </Group>
  );
}

/** So long after a letter the next one is not waited for: whoever types on is faster. */
const LULL = 120;

/** A text that filters while it is typed; `/` goes there. */
export function TextFilter({
  label,
  value,
  onChange,
  width = 220,
}: {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  width?: number;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(value ?? "");
  const sent = useRef(value ?? "");
  const send = useDebouncedCallback((text: string) => {
    sent.current = text;
    onChange(text.trim() === "" ? undefined : text.trim());
  }, LULL);
  useEffect(() => {
    // The address changed by another way than by typing here.
    if ((value ?? "") !== sent.current.trim()) {
      sent.current = value ?? "";
      setTyped(value ?? "");
    }
  }, [value]);
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      data-filter
      w={width}
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={
        typed ? (
          <CloseButton
            size="xs"
            aria-label={`${t("clearField")}: ${label}`}
            onClick={() => {
              setTyped("");
              send("");
            }}
          />
        ) : null
      }
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        send(event.currentTarget.value);
      }}
    />
  );
}

/** One of a few values, or all. */
export function ChoiceFilter<Value extends string>({
  label,
  value,
  options,
  onChange,
  width = 160,
}: {
  label: string;
  value: Value | undefined;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value | undefined) => void;
  width?: number;
}) {
  return (
    <Select
      aria-label={label}
      placeholder={label}
      w={width}
      clearable
      value={value ?? null}
      data={[...options]}
      onChange={(chosen) => onChange((chosen ?? undefined) as Value | undefined)}
    />
  );
}

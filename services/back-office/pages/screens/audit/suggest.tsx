import { Autocomplete, CloseButton } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  label: string;
  value: string | undefined;
  /** What is known to occur; anything else may be typed. */
  known: readonly string[];
  onChange: (value: string | undefined) => void;
  width?: number;
  /** `/` goes here. */
  main?: boolean;
}

/** A filter whose value must be whole: it counts once it is chosen, or confirmed by Enter or by leaving the field. */
export function WholeFilter({ label, value, known, onChange, width = 170, main }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(value ?? "");
  useEffect(() => setTyped(value ?? ""), [value]);
  const send = (text: string) => {
    const wanted = text.trim() === "" ? undefined : text.trim();
    if (wanted !== value) onChange(wanted);
  };
  return (
    <Autocomplete
      size="xs"
      w={width}
      aria-label={label}
      placeholder={label}
      {...(main ? { "data-filter": true } : {})}
      value={typed}
      data={[...new Set(known)].sort()}
      limit={12}
      onChange={setTyped}
      onOptionSubmit={send}
      onBlur={() => send(typed)}
      onKeyDown={(event) => {
        if (event.key === "Enter") send(typed);
      }}
      comboboxProps={{ shadow: "sm" }}
      rightSection={
        value ? (
          <CloseButton size="xs" aria-label={`${t("clearField")}: ${label}`} onClick={() => send("")} />
        ) : null
      }
    />
  );
}

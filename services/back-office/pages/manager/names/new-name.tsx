import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { NAME } from "./price";

/** A name that is not the account's yet, as it is typed; `priced` once it is whole and has rested for a moment. */
export function useNewName() {
  const [typed, setTyped] = useState("");
  const wanted = typed.trim().toLowerCase();
  const [settled] = useDebouncedValue(wanted, 400);
  return { typed, setTyped, wanted, settled, priced: settled === wanted && NAME.test(settled) };
}

interface Props {
  of: ReturnType<typeof useNewName>;
  error: ReactNode;
}

export function NewNameField({ of, error }: Props) {
  const { t } = useTranslation("manager/names");
  return (
    <TextInput
      label={t("name")}
      required
      autoComplete="off"
      spellCheck={false}
      value={of.typed}
      error={error}
      onChange={(event) => of.setTyped(event.currentTarget.value)}
      data-autofocus
    />
  );
}

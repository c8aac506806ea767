import { MultiSelect, NumberInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { OperationState } from "@/api/generated/office/graphql";

/** Several of the six states. */
export function StatesFilter({
  value,
  known,
  onChange,
}: {
  value: readonly OperationState[] | undefined;
  known: readonly OperationState[];
  onChange: (states: OperationState[] | undefined) => void;
}) {
  const { t } = useTranslation(["operations", "common"]);
  return (
    <MultiSelect
      size="xs"
      aria-label={t("state")}
      placeholder={value?.length ? undefined : t("state")}
      miw={150}
      maw={320}
      clearable
      comboboxProps={{ width: 190, position: "bottom-start", shadow: "sm" }}
      value={[...(value ?? [])]}
      data={known.map((state) => ({ value: state, label: t(`common:states.${state}`) }))}
      onChange={(chosen) => onChange(chosen.length > 0 ? (chosen as OperationState[]) : undefined)}
    />
  );
}

/** A whole number, or nothing. */
export function NumberFilter({
  label,
  value,
  onChange,
  width = 130,
  max,
}: {
  label: string;
  value: number | undefined;
  onChange: (value: number | undefined) => void;
  width?: number;
  max?: number;
}) {
  return (
    <NumberInput
      aria-label={label}
      placeholder={label}
      w={width}
      min={0}
      max={max}
      hideControls
      allowDecimal={false}
      allowNegative={false}
      value={value ?? ""}
      onChange={(next) => onChange(typeof next === "number" ? next : undefined)}
    />
  );
}

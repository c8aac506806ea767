import { MultiSelect } from "@mantine/core";
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

import { NumberInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import { CommandDialog } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";

const SetLevel = graphql(`
  mutation SetOwnLowPoints($level: Points) {
    setLowPoints(level: $level) { id consistency repeated userErrors { code field message } }
  }
`);

/** Below how many points the account is written to. */
export function LevelDialog({ level, ...dialog }: DialogProps & { level: number | null }) {
  const { t } = useTranslation("manager/money");
  const [typed, setTyped] = useState<number | null>(level);
  return (
    <CommandDialog
      {...dialog}
      document={SetLevel}
      title={t("points.level.title")}
      explain={t("points.level.explain")}
      verb={t("points.level.verb")}
      done={t("points.level.done")}
      variables={() => ({ level: typed })}
    >
      {(errorOf) => (
        <NumberInput
          label={t("points.points")}
          description={t("points.level.hint")}
          w={220}
          min={0}
          step={100}
          value={typed ?? ""}
          error={errorOf("level")}
          onChange={(value) => setTyped(typeof value === "number" ? value : null)}
          data-autofocus
        />
      )}
    </CommandDialog>
  );
}

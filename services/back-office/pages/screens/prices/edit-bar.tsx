import { Button, Group, Text } from "@mantine/core";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { now } from "@/ui/clock";
import { DayFilter } from "@/ui/day-field";
import { PreviewDialog } from "./preview";
import css from "./prices.module.css";
import { isWrong, type Staged, toInput } from "./staged";

/** What was typed, from which day on it counts, and the way to see what it would change before it does. */
export function EditBar({
  list,
  staged,
  onEnd,
}: {
  list: { class: string; currency: string };
  staged: Staged;
  onEnd: () => void;
}) {
  const { t } = useTranslation(["prices", "common"]);
  const [from, setFrom] = useState(() => dayjs(now()).add(1, "day").format("YYYY-MM-DD"));
  const [previewing, setPreviewing] = useState(false);
  const wrong = [...staged.values()].filter(isWrong).length;
  return (
    <div className={`card ${css.bar}`}>
      <Group justify="space-between" gap="sm">
        <Text size="sm" role="status">
          {wrong > 0 ? t("edit.wrong", { count: wrong }) : t("edit.changes", { count: staged.size })}
        </Text>
        <Group gap="xs">
          <Text size="sm" component="span">
            {t("edit.from")}
          </Text>
          <DayFilter label={t("edit.from")} value={from} onChange={(day) => day && setFrom(day)} required />
          <Button variant="default" onClick={onEnd}>
            {staged.size === 0 ? t("edit.end") : t("edit.giveUp")}
          </Button>
          <Button disabled={staged.size === 0 || wrong > 0} onClick={() => setPreviewing(true)}>
            {t("edit.preview")}
          </Button>
        </Group>
      </Group>
      <PreviewDialog
        opened={previewing}
        onClose={() => setPreviewing(false)}
        onDone={onEnd}
        prices={previewing ? { lists: [toInput(staged, list, from)] } : null}
        title={t("edit.title", { list: `${list.class}-${list.currency}` })}
      />
    </div>
  );
}

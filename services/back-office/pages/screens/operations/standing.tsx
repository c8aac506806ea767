import { Alert, List, Text } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconHourglass,
  IconPlayerPlay,
  IconSend,
  IconUserQuestion,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Age } from "@/ui/due";
import { useWaitWords } from "./cells";
import type { OperationView } from "./operation-query";

const looks = {
  PENDING: { icon: IconPlayerPlay, color: "blue" },
  IN_PROGRESS: { icon: IconSend, color: "blue" },
  ACTION_REQUIRED: { icon: IconUserQuestion, color: "orange" },
  BLOCKED: { icon: IconHourglass, color: "grape" },
  SUCCEEDED: { icon: IconCircleCheck, color: "teal" },
  FAILED: { icon: IconAlertTriangle, color: "red" },
} as const;

/** Codes for which there is something better to say than the registry's words alone. */
const advised = ["2104", "2201", "2202", "2302", "2303", "2304", "2306", "2308"] as const;

/** How it goes, in a sentence; whom it waits for; what can be done about it. */
export function Standing({ of, now }: { of: OperationView; now: number }) {
  const { t } = useTranslation(["operations", "common"]);
  const words = useWaitWords();
  const { icon: Icon, color } = looks[of.state];
  const advice =
    of.state === "FAILED" && !of.closed ? advised.find((code) => code === String(of.replyCode)) : null;
  return (
    <Alert
      color={of.closed ? "gray" : color}
      variant="light"
      icon={<Icon />}
      mb="sm"
      title={of.closed ? t("standing.closed") : t(`standing.${of.state}`)}
    >
      {of.waitsFor.length > 0 && (
        <List size="sm" spacing={2}>
          {of.waitsFor.map(({ who, since }) => (
            <List.Item key={`${who}${since}`}>
              {t("standing.waits", { who: words(who) })} <Age since={since} now={now} />
            </List.Item>
          ))}
        </List>
      )}
      {(of.replyCode > 0 || of.replyMessage) && (
        <Text size="sm">
          {of.replyCode > 0 ? t("standing.answered", { code: of.replyCode }) : t("standing.said")}{" "}
          <q>{of.replyMessage || "–"}</q>
        </Text>
      )}
      {advice && (
        <Text size="sm" mt={4}>
          {t(`advice.${advice}`)}
        </Text>
      )}
    </Alert>
  );
}

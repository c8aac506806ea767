import { Alert, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { now } from "@/ui/clock";
import { type Held, leaving } from "../held";
import { Why } from "../verdict-card";
import { type Deed, verdicts } from "../verdicts";

/** What is known to be in the way of a command, said before it is given: the registrar decides, and may refuse it. */
export function Against({ held, deed }: { held: Held; deed: Deed }) {
  const { t } = useTranslation("domains");
  const verdict = verdicts(held, now(), leaving(held) !== undefined).find((one) => one.deed === deed);
  if (!verdict || verdict.may) return null;
  return (
    <Alert color="orange" variant="light" icon={<IconAlertTriangle />} title={t("against")} py={6}>
      {verdict.hindrances.map((hindrance) => (
        <Text size="sm" component="div" key={JSON.stringify(hindrance)}>
          <Why of={hindrance} held={held} />
        </Text>
      ))}
    </Alert>
  );
}

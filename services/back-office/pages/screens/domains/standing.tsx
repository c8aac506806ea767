import { Alert, Stack, Text } from "@mantine/core";
import { IconUserExclamation } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ContactLink } from "@/ui/links";
import { Card } from "@/ui/page";
import { day, When } from "@/ui/when";
import type { Held } from "./held";

/** State, EPP statuses and locks, each in words and with its days. */
export function Standing({ held }: { held: Held }) {
  const { t } = useTranslation("domains");
  const registrant = held.registrant;
  const unconfirmed = registrant?.verifyBy && held.statuses.includes("clientHold");
  return (
    <Card title={t("standing.title")}>
      <Stack gap={8}>
        <Text size="sm">
          {t(`standing.states.${held.state}`, { day: held.expires ? day(held.expires) : "" })}
        </Text>
        {unconfirmed && (
          <Alert color="orange" variant="light" icon={<IconUserExclamation />} py={6}>
            <Text size="sm">{t("standing.unconfirmed", { day: day(registrant.verifyBy ?? "") })}</Text>
            <Text size="sm" component="div">
              <ContactLink number={registrant.number} handle={registrant.handle} />
            </Text>
          </Alert>
        )}
        {held.statuses.length === 0 && (
          <Text size="sm" c="dimmed">
            {t("standing.ok")}
          </Text>
        )}
        {held.statuses.map((status) => (
          <div key={status}>
            <Text size="sm" className="mono" fw={600}>
              {status}
            </Text>
            <Text size="sm" c="dimmed">
              {t(`statuses.${status}`, { defaultValue: "" })}
            </Text>
          </div>
        ))}
        {held.locks.map((lock) => (
          <div key={`${lock.kind}${lock.since}`}>
            <Text size="sm" fw={600}>
              {t(`locks.${lock.kind}.name`, { defaultValue: lock.kind })}
            </Text>
            <Text size="sm" c="dimmed" component="div">
              {t("standing.since")} <When at={lock.since} /> ·{" "}
              {lock.lifts ? (
                <>
                  {t("standing.lifts")} <When at={lock.lifts} />
                </>
              ) : (
                t("standing.untilEnded")
              )}
              {` · ${t("standing.rule", { rule: lock.rule })}`}
            </Text>
          </div>
        ))}
      </Stack>
    </Card>
  );
}

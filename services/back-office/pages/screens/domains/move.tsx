import { Alert, Button, Group, Text } from "@mantine/core";
import { IconArrowsExchange } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/session/session";
import { useDialogs } from "@/ui/dialogs";
import { AccountLink, OperationLink } from "@/ui/links";
import { moment } from "@/ui/when";
import { MoveDialog, type MoveEnd } from "./commands/move";
import type { Held } from "./held";

/** The open move to another reseller: who is asked, until when, and the answer that an operator may give for a side. */
export function Move({ held, past }: { held: Held; past: boolean }) {
  const { t } = useTranslation("domains");
  const { rights } = useSession();
  const dialogs = useDialogs<MoveEnd>();
  const move = held.resellerMove;
  if (!move) return null;
  return (
    <Alert color="orange" variant="light" icon={<IconArrowsExchange />} title={t("move.title")} mb="sm">
      <Text size="sm" component="div">
        {t("move.asked", { asked: moment(move.askedAt), until: moment(move.expiresAt) })}{" "}
        <AccountLink number={move.to} /> · <OperationLink number={move.operation} />
      </Text>
      {rights.support && !past && (
        <Group gap="xs" mt="xs">
          {(["accept", "refuse", "withdraw"] as const).map((end) => (
            <Button key={end} variant="default" onClick={() => dialogs.show(end)}>
              {t(`move.${end}.verb`)}
            </Button>
          ))}
        </Group>
      )}
      {dialogs.name && (
        <MoveDialog key={dialogs.turn} {...dialogs.props} name={held.name} end={dialogs.name} />
      )}
    </Alert>
  );
}

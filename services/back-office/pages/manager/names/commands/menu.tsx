import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type DialogProps, useDialogs } from "@/ui/dialogs";
import type { Held } from "../held";
import { CodeDialog, NewCodeDialog } from "./code";
import { DnssecDialog } from "./dnssec";
import { AskMoveDialog, TradeDialog } from "./hands";
import { ContactsDialog, ServersDialog, StatusesDialog } from "./update";
import { DeleteDialog, RenewDialog, RestoreDialog } from "./years";

const dialogs = {
  renew: RenewDialog,
  setServers: ServersDialog,
  setDnssec: DnssecDialog,
  setContacts: ContactsDialog,
  trade: TradeDialog,
  setStatuses: StatusesDialog,
  setCode: NewCodeDialog,
  showCode: CodeDialog,
  askMove: AskMoveDialog,
  delete: DeleteDialog,
  restore: RestoreDialog,
} satisfies Record<string, (props: DialogProps & { held: Held }) => React.ReactNode>;

type Name = keyof typeof dialogs;

const changes: readonly Name[] = [
  "setServers",
  "setDnssec",
  "setContacts",
  "trade",
  "setStatuses",
  "setCode",
];

/** What the account may command where the name is; the server decides, and says why it refuses. */
export function Commands({ of: held }: { of: Held }) {
  const { t } = useTranslation("manager/names");
  const { show, name, turn, props } = useDialogs<Name>();
  const used = held.state === "ACTIVE" || held.state === "EXPIRED";
  if (!used && held.state !== "REDEMPTION") return null;
  const Dialog = name ? dialogs[name] : null;
  const item = (one: Name) => (
    <Menu.Item key={one} onClick={() => show(one)} color={one === "delete" ? "red" : undefined}>
      {t(`menu.${one}`)}
    </Menu.Item>
  );
  return (
    <>
      {used ? (
        <Button onClick={() => show("renew")}>{t("menu.renew")}</Button>
      ) : (
        <Button onClick={() => show("restore")}>{t("menu.restore")}</Button>
      )}
      {used && (
        <>
          <Menu>
            <Menu.Target>
              <Button variant="default" rightSection={<IconChevronDown size={14} />}>
                {t("menu.change")}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>{changes.map(item)}</Menu.Dropdown>
          </Menu>
          <Menu>
            <Menu.Target>
              <Button variant="default" rightSection={<IconChevronDown size={14} />}>
                {t("menu.more")}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {item("showCode")}
              {item("askMove")}
              <Menu.Divider />
              {item("delete")}
            </Menu.Dropdown>
          </Menu>
        </>
      )}
      {Dialog && <Dialog key={turn} {...props} held={held} />}
    </>
  );
}

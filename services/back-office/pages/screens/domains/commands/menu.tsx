import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type DialogProps, useDialogs } from "@/ui/dialogs";
import type { Held } from "../held";
import { CodeDialog, NewCodeDialog } from "./code";
import { ContactsDialog } from "./contacts";
import { LockDialog, UnlockDialog } from "./dispute";
import { DnssecDialog } from "./dnssec";
import { DeleteDialog, ReconcileDialog, RestoreDialog } from "./ends";
import { RenewDialog } from "./renew";
import { ServersDialog } from "./servers";
import { StatusesDialog } from "./statuses";
import { RolesDialog, TradeDialog } from "./trade";

const dialogs = {
  renew: RenewDialog,
  setServers: ServersDialog,
  setDnssec: DnssecDialog,
  setContacts: ContactsDialog,
  setStatuses: StatusesDialog,
  setCode: NewCodeDialog,
  showCode: CodeDialog,
  trade: TradeDialog,
  moveRoles: RolesDialog,
  lock: LockDialog,
  unlock: UnlockDialog,
  reconcile: ReconcileDialog,
  delete: DeleteDialog,
  restore: RestoreDialog,
} satisfies Record<string, (props: DialogProps & { held: Held }) => React.ReactNode>;

type Name = keyof typeof dialogs;

const changes: readonly Name[] = ["setServers", "setDnssec", "setContacts", "setStatuses", "setCode"];

/** What may be commanded of the name where it is; what is in the way of a command for a time its dialog says. */
export function Commands({ of: held }: { of: Held }) {
  const { t } = useTranslation("domains");
  const { show, name, turn, props } = useDialogs<Name>();
  const used = held.state === "ACTIVE" || held.state === "EXPIRED";
  const deleted = held.state === "REDEMPTION";
  const inDispute = held.locks.some((lock) => lock.kind === "Dispute");
  const ours = used || deleted || held.state === "PENDING_DELETE";
  if (!ours) return null;
  const Dialog = name ? dialogs[name] : null;
  const item = (one: Name, danger = false) => (
    <Menu.Item key={one} onClick={() => show(one)} color={danger ? "red" : undefined}>
      {t(`menu.${one}`)}
    </Menu.Item>
  );
  return (
    <>
      {used && <Button onClick={() => show("renew")}>{t("menu.renew")}</Button>}
      {deleted && <Button onClick={() => show("restore")}>{t("menu.restore")}</Button>}
      {used && (
        <Menu>
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={14} />}>
              {t("menu.change")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>{changes.map((one) => item(one))}</Menu.Dropdown>
        </Menu>
      )}
      <Menu>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} />}>
            {t("menu.more")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {used && item("trade")}
          {used && item("moveRoles")}
          {used && item("showCode")}
          {item("reconcile")}
          <Menu.Divider />
          {inDispute ? item("unlock") : item("lock")}
          {used && item("delete", true)}
        </Menu.Dropdown>
      </Menu>
      {Dialog && <Dialog key={turn} {...props} held={held} />}
    </>
  );
}

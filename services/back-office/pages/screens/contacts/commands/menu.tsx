import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/session/session";
import { type DialogProps, useDialogs } from "@/ui/dialogs";
import type { Person } from "../held";
import { AmendDialog } from "./amend";
import {
  ConsentDialog,
  DeleteContactDialog,
  EraseDialog,
  MergeDialog,
  RequireDialog,
  VerifyDialog,
} from "./care";

const dialogs = {
  amend: AmendDialog,
  verify: VerifyDialog,
  require: RequireDialog,
  consent: ConsentDialog,
  merge: MergeDialog,
  delete: DeleteContactDialog,
  erase: EraseDialog,
} satisfies Record<string, (props: DialogProps & { person: Person }) => React.ReactNode>;

type Name = keyof typeof dialogs;

export function Commands({ of: person }: { of: Person }) {
  const { t } = useTranslation("contacts");
  const { rights } = useSession();
  const { show, name, turn, props } = useDialogs<Name>();
  const active = person.status === "Active";
  const erasable = rights.admin && person.status !== "Erased";
  if (!active && !erasable) return null;
  const Dialog = name ? dialogs[name] : null;
  const item = (one: Name, danger = false) => (
    <Menu.Item onClick={() => show(one)} color={danger ? "red" : undefined}>
      {t(`menu.${one}`)}
    </Menu.Item>
  );
  return (
    <>
      {active && <Button onClick={() => show("amend")}>{t("menu.amend")}</Button>}
      <Menu>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} />}>
            {t("menu.more")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {active && item("verify")}
          {active && item("require")}
          {active && item("consent")}
          {active && <Menu.Divider />}
          {active && item("merge")}
          {active && item("delete", true)}
          {erasable && item("erase", true)}
        </Menu.Dropdown>
      </Menu>
      {Dialog && <Dialog key={turn} {...props} person={person} />}
    </>
  );
}

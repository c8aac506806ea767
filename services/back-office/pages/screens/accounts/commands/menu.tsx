import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/session/session";
import { type DialogProps, useDialogs } from "@/ui/dialogs";
import type { Held } from "../held";
import {
  BrandingDialog,
  LowPointsDialog,
  PassphraseDialog,
  PasswordDialog,
  PremiumLimitDialog,
  PriceClassDialog,
} from "./profile";
import { CloseDialog, ResumeDialog, SuspendDialog } from "./standing";

const dialogs = {
  password: PasswordDialog,
  passphrase: PassphraseDialog,
  branding: BrandingDialog,
  setClass: PriceClassDialog,
  setLimit: PremiumLimitDialog,
  setLevel: LowPointsDialog,
  suspend: SuspendDialog,
  resume: ResumeDialog,
  closing: CloseDialog,
} satisfies Record<string, (props: DialogProps & { held: Held }) => React.ReactNode>;

type Name = keyof typeof dialogs;

/** What support may set, and what finance may. */
export function Commands({ of: held }: { of: Held }) {
  const { t } = useTranslation("accounts");
  const { rights } = useSession();
  const { show, name, turn, props } = useDialogs<Name>();
  if (held.status === "closed" || !(rights.support || rights.finance)) return null;
  const Dialog = name ? dialogs[name] : null;
  const item = (one: Name, danger = false) => (
    <Menu.Item onClick={() => show(one)} color={danger ? "red" : undefined}>
      {t(`menu.${one}`)}
    </Menu.Item>
  );
  return (
    <>
      {rights.support && held.status === "suspended" && (
        <Button onClick={() => show("resume")}>{t("menu.resume")}</Button>
      )}
      {rights.support && (
        <Menu>
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={14} />}>
              {t("menu.access")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {item("password")}
            {item("passphrase")}
            {item("branding")}
          </Menu.Dropdown>
        </Menu>
      )}
      {rights.finance && (
        <Menu>
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={14} />}>
              {t("menu.terms")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {item("setClass")}
            {item("setLimit")}
            {item("setLevel")}
          </Menu.Dropdown>
        </Menu>
      )}
      {rights.support && (
        <Menu>
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={14} />}>
              {t("menu.more")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {held.status === "open" && item("suspend")}
            {item("closing", true)}
          </Menu.Dropdown>
        </Menu>
      )}
      {Dialog && <Dialog key={turn} {...props} held={held} />}
    </>
  );
}

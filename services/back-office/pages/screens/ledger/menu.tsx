import { Button, Menu } from "@mantine/core";
import {
  IconAdjustments,
  IconAlertCircle,
  IconCash,
  IconCashBanknoteMinus,
  IconChevronDown,
  IconFileInvoice,
  IconGift,
  IconReceiptRefund,
  IconShoppingBag,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/session/session";
import {
  AdjustDialog,
  BuyDialog,
  GrantDialog,
  InvoiceDialog,
  LowPointsDialog,
  RefundDialog,
} from "./commands";
import { DepositDialog, WithdrawDialog } from "./money-commands";

const commands = [
  "buy",
  "invoicing",
  "grant",
  "adjust",
  "refund",
  "lowLevel",
  "deposit",
  "withdraw",
] as const;
type Command = (typeof commands)[number];

const icons: Record<Command, typeof IconGift> = {
  buy: IconShoppingBag,
  invoicing: IconFileInvoice,
  grant: IconGift,
  adjust: IconAdjustments,
  refund: IconReceiptRefund,
  lowLevel: IconAlertCircle,
  deposit: IconCash,
  withdraw: IconCashBanknoteMinus,
};

/** What finance does with an account's points and money. */
export function LedgerMenu({ account, currency }: { account: number; currency: string | null }) {
  const { t } = useTranslation("ledger");
  const { rights } = useSession();
  const [open, setOpen] = useState<Command | null>(null);
  if (!rights.finance) return null;
  const dialog = (command: Command) => ({ opened: open === command, onClose: () => setOpen(null), account });
  return (
    <>
      <Menu>
        <Menu.Target>
          <Button rightSection={<IconChevronDown size={14} aria-hidden />}>{t("menu")}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t("points")}</Menu.Label>
          {commands.slice(0, 6).map((command) => (
            <Item key={command} command={command} onOpen={setOpen} />
          ))}
          <Menu.Divider />
          <Menu.Label>{t("money")}</Menu.Label>
          {commands.slice(6).map((command) => (
            <Item key={command} command={command} onOpen={setOpen} />
          ))}
        </Menu.Dropdown>
      </Menu>
      <BuyDialog {...dialog("buy")} />
      <InvoiceDialog {...dialog("invoicing")} />
      <GrantDialog {...dialog("grant")} />
      <AdjustDialog {...dialog("adjust")} />
      <RefundDialog {...dialog("refund")} />
      <LowPointsDialog {...dialog("lowLevel")} />
      <DepositDialog {...dialog("deposit")} currency={currency} />
      <WithdrawDialog {...dialog("withdraw")} currency={currency} />
    </>
  );
}

function Item({ command, onOpen }: { command: Command; onOpen: (command: Command) => void }) {
  const { t } = useTranslation("ledger");
  const Icon = icons[command];
  return (
    <Menu.Item leftSection={<Icon size={15} stroke={1.5} aria-hidden />} onClick={() => onOpen(command)}>
      {t(`${command}.open`)}
    </Menu.Item>
  );
}

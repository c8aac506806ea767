import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { useReading } from "@/api/reading";
import { useSession } from "@/session/session";
import { Failure } from "@/ui/failure";
import { Page } from "@/ui/page";
import { type OwnDoor, PasswordCard, SecondFactor } from "./own";
import { Sessions, ThisSession } from "./sessions";

const Mine = graphql(`
  query Mine {
    me {
      login
      role
      secondFactor
      session { openedAt expiresAt address agent }
    }
  }
`);

const ChangePassword = graphql(`
  mutation ChangePassword($input: ChangePasswordInput!) {
    changePassword(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const Offer = graphql(`
  mutation OfferSecondFactor {
    offerSecondFactor { secret uri userErrors { code field message } }
  }
`);

const Confirm = graphql(`
  mutation ConfirmSecondFactor($input: ConfirmSecondFactorInput!) {
    confirmSecondFactor(input: $input) { recoveryCodes userErrors { code field message } }
  }
`);

const Remove = graphql(`
  mutation RemoveSecondFactor($input: RemoveSecondFactorInput!) {
    removeSecondFactor(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const door: OwnDoor = { changePassword: ChangePassword, offer: Offer, confirm: Confirm, remove: Remove };

/** One's own way in: password, second factor, sessions. */
export function Profile() {
  const { t } = useTranslation(["staff", "common"]);
  const { me } = useSession();
  const mine = useReading(Mine, {});
  return (
    <Page title={t("profile.title")} kind={`${me.login} · ${t(`common:roles.${me.role}`)}`}>
      {mine.error && <Failure error={mine.error} again={mine.again} />}
      <PasswordCard door={door} hint={t("profile.passwordHint")} />
      <SecondFactor
        door={door}
        has={mine.data?.me.secondFactor ?? false}
        hint={t("factor.offHint")}
        again={mine.again}
      />
      {mine.data?.me.session && <ThisSession of={mine.data.me.session} />}
      <Sessions login={me.login} />
    </Page>
  );
}

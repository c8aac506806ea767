import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import { useReading } from "@/api/reading";
import { type OwnDoor, PasswordCard, SecondFactor } from "@/screens/staff/own";
import { SessionsCard, ThisSession } from "@/screens/staff/sessions";
import { useSession } from "@/session/session";
import { Failure } from "@/ui/failure";
import { Page } from "@/ui/page";

const OwnSignIn = graphql(`
  query OwnSignIn {
    me {
      nichandle secondFactor
      session { openedAt expiresAt address agent }
    }
  }
`);

const OwnSessions = graphql(`
  query OwnSessions {
    sessions { name openedAt expiresAt address agent current }
  }
`);

const CloseOwnSession = graphql(`
  mutation CloseOwnSession($session: String!) {
    closeSession(session: $session) { id consistency repeated userErrors { code field message } }
  }
`);

const ChangeOwnPassword = graphql(`
  mutation ChangeOwnPassword($input: ChangePasswordInput!) {
    changePassword(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const OfferOwnFactor = graphql(`
  mutation OfferOwnSecondFactor {
    offerSecondFactor { secret uri userErrors { code field message } }
  }
`);

const ConfirmOwnFactor = graphql(`
  mutation ConfirmOwnSecondFactor($input: ConfirmSecondFactorInput!) {
    confirmSecondFactor(input: $input) { recoveryCodes userErrors { code field message } }
  }
`);

const RemoveOwnFactor = graphql(`
  mutation RemoveOwnSecondFactor($input: OwnRemoveSecondFactorInput!) {
    removeSecondFactor(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const door: OwnDoor = {
  changePassword: ChangeOwnPassword,
  offer: OfferOwnFactor,
  confirm: ConfirmOwnFactor,
  remove: RemoveOwnFactor,
};

/** The account's own way in: password, second factor, sessions. */
export function MySignIn() {
  const { t } = useTranslation(["manager/access", "staff", "common"]);
  const { me } = useSession();
  const mine = useReading(OwnSignIn, {});
  const sessions = useReading(OwnSessions, {});
  return (
    <Page title={t("signIn.title")} kind={[me.login, me.account].filter(Boolean).join(" · ")}>
      {mine.error && <Failure error={mine.error} again={mine.again} />}
      <PasswordCard door={door} hint={t("signIn.passwordHint")} />
      <SecondFactor
        door={door}
        has={mine.data?.me.secondFactor ?? false}
        hint={t("signIn.factorHint")}
        again={mine.again}
      />
      {mine.data && <ThisSession of={mine.data.me.session} />}
      <SessionsCard
        login={me.login}
        reading={sessions}
        document={CloseOwnSession}
        variables={(session) => ({ session })}
      />
    </Page>
  );
}

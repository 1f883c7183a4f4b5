import type { NewLogin } from '../login/login.ts';
import type { OpenConsole } from '../openConsole.ts';
import { exampleOf, globalsOf, type Add } from './add.ts';

/** `login` and `logout`: the token of a profile comes from an issuer. */
export const login: Add = (program, io, choose) => {
  const made = program
    .command('login')
    .description(
      'Sign in with a browser, on this machine or another (RFC 8628), and keep the access token ' +
        'in the profile until it expires.',
    )
    .option('--issuer <url>', 'The issuer (OpenID Connect) whose tokens the deployment accepts.')
    .option('--client-id <id>', 'The public client of the issuer that stands for this program.')
    .option('--scopes <text>', 'The scopes to ask for, separated by spaces.')
    .option('--audience <text>', 'The audience to ask for, if the issuer needs one.')
    .option('--keep', 'Keep a refresh token as well, so that the login renews itself.')
    .addHelpText(
      'after',
      exampleOf(
        'login --profile prod --url https://live.example.com --issuer https://login.example.com --client-id cli',
      ),
    );
  made.action(() => {
    choose(async () =>
      (await import('../login/login.ts')).login(io, made.optsWithGlobals<NewLogin>()),
    );
  });
  const out = program
    .command('logout')
    .description('Forget the tokens of a profile.')
    .addHelpText('after', exampleOf('logout --profile prod'));
  out.action(() => {
    choose(async () => (await import('../login/login.ts')).logout(io, globalsOf(out)));
  });
};

/** `console` opens the page for operators. */
export const openConsole: Add = (program, io, choose) => {
  const made = program
    .command('console')
    .description('Print the address of the console, and open it in the browser.')
    .option('--no-open', 'Only print the address.')
    .addHelpText('after', exampleOf('console'));
  made.action(() => {
    choose(async () =>
      (await import('../openConsole.ts')).openConsole(io, made.optsWithGlobals<OpenConsole>()),
    );
  });
};

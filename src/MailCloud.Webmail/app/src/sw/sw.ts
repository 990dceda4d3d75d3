declare const __SHELL__: string[];
declare const __VERSION__: string;
void [__SHELL__, __VERSION__];

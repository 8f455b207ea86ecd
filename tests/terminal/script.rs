//! What an operator does, as steps that wait for the screen. English texts.

use super::Till;

impl Till {
    /// Signs in from the sign-in screen.
    #[track_caller]
    pub fn sign_in(&mut self, operator: &str, password: &str) {
        self.see("Type your two-digit number");
        // On these two screens no Enter is taken for a bounce.
        self.type_bytes(format!("{operator}\r").as_bytes());
        self.see("Type your password");
        self.type_bytes(format!("{password}\r").as_bytes());
        self.see("Back office");
    }

    /// Signs operator 01 in and goes to the menu of transactions.
    #[track_caller]
    pub fn sign_in_to_sell(&mut self) {
        self.sign_in("01", "0000");
        self.keys("1");
        self.see("Reprint receipt");
    }

    /// From the menu of transactions to the tray of cards.
    #[track_caller]
    pub fn ask_for_card(&mut self, amount: &str) {
        self.keys("1");
        self.see("Type the amount");
        self.keys(amount);
        self.keys("Enter");
        self.see("Choose a training card");
    }

    /// Picks a card of the tray, by its place from 1.
    #[track_caller]
    pub fn pick(&mut self, card: u8) {
        let page_two = card > 8;
        if page_two {
            self.keys("Down");
            self.see("Card pulled");
        }
        self.keys(&(if page_two { card - 8 } else { card }).to_string());
    }

    /// Sells from the menu of transactions with a card of the tray up to this verdict.
    #[track_caller]
    pub fn sell(&mut self, amount: &str, card: u8, verdict: &str) {
        self.ask_for_card(amount);
        self.pick(card);
        self.see(verdict);
    }

    /// From the menu of transactions to the supervisor's password for the void of this voucher.
    #[track_caller]
    pub fn ask_to_void(&mut self, voucher: u32) {
        self.keys("2");
        self.see("Type the voucher number of the sale");
        self.keys(&format!("{voucher} Enter"));
        self.see("Void this sale?");
        self.keys("Enter");
        self.see("Password of 00");
    }

    /// From the menu of transactions of a live box into its training world, signed in there to sell.
    #[track_caller]
    pub fn enter_training(&mut self) {
        self.keys("Esc");
        self.see("Back office");
        self.keys("3");
        self.see("TRAINING - no real money");
        self.sign_in_to_sell();
        self.see("Count 0");
    }

    /// From a verdict back to the menu of transactions.
    #[track_caller]
    pub fn leave(&mut self) {
        self.keys("Esc");
        self.see("Reprint receipt");
    }

    /// The voucher number on the screen.
    #[track_caller]
    pub fn voucher(&self) -> u32 {
        let screen = self.screen();
        let after = screen.split("Voucher ").nth(1).unwrap_or_else(|| panic!("no voucher:\n{screen}"));
        after.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
    }
}

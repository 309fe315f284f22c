"""The money: authority to charge kap. 1500 post 21, the ledger and the year-end overview."""
